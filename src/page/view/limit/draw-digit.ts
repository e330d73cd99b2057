import { button, element } from "../../../report/page/browser/elements.ts";
import { drawnFolder } from "../../state/command.ts";
import { blankDrawing, brushLevels, decodeDrawing, encodeDrawing } from "../../state/drawing.ts";
import { drawnFiles, tar } from "../../state/idx.ts";

const side = 28;
const scale = 8;

const [, corner, edge, middle] = brushLevels;

/** A pad in `place` on which a digit is drawn, by finger, mouse or keys; `change` hears of every stroke, as a text. */
export const createPad = (
  place: HTMLElement,
  change: (drawing: string) => void,
): { readonly set: (drawing: string) => void } => {
  const pixels = new Uint8Array(side * side);
  let { label } = blankDrawing;
  const pen = { x: 14, y: 8 };
  const canvas = element("canvas", {
    width: String(side * scale),
    height: String(side * scale),
    class: "pad",
    tabindex: "0",
    role: "application",
    "aria-label": "Drawing pad. Arrow keys move the pen, the space bar paints, Delete wipes all out.",
  });
  const context = canvas.getContext("2d")!;
  const paint = (): void => {
    for (let at = 0; at < pixels.length; at++) {
      const level = pixels[at]!;
      context.fillStyle = `rgb(${level} ${level} ${level})`;
      context.fillRect((at % side) * scale, Math.floor(at / side) * scale, scale, scale);
    }
    context.strokeStyle = "#ff8a3c";
    context.strokeRect(pen.x * scale + 0.5, pen.y * scale + 0.5, scale - 1, scale - 1);
  };
  /** A soft brush: full in the middle, less beside it. */
  const dab = (x: number, y: number): void => {
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const [column, row] = [Math.floor(x) + dx, Math.floor(y) + dy];
        if (column < 0 || row < 0 || column >= side || row >= side) continue;
        const level = dx === 0 && dy === 0 ? middle : dx === 0 || dy === 0 ? edge : corner;
        const at = row * side + column;
        pixels[at] = Math.max(pixels[at]!, level);
      }
  };
  const tell = (): void => {
    paint();
    change(encodeDrawing({ pixels, label }));
  };
  const stroke = (event: PointerEvent): void => {
    const box = canvas.getBoundingClientRect();
    dab(((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side);
    tell();
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons !== 0) stroke(event);
  });
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const wipe = (): void => {
    pixels.fill(0);
    tell();
  };
  canvas.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (move !== undefined) {
      pen.x = Math.min(side - 1, Math.max(0, pen.x + move[0]));
      pen.y = Math.min(side - 1, Math.max(0, pen.y + move[1]));
      if (event.shiftKey) dab(pen.x, pen.y);
      if (event.shiftKey) tell();
      else paint();
    } else if (event.key === " ") {
      dab(pen.x, pen.y);
      tell();
    } else if (event.key === "Delete") wipe();
    else return;
    event.preventDefault();
  });
  const select = element(
    "select",
    {
      id: "drawn-label",
      onchange: () => {
        label = Number(select.value);
        tell();
      },
    },
    ...Array.from({ length: 10 }, (_, digit) => element("option", { value: String(digit) }, String(digit))),
  );
  select.value = String(label);
  const save = (): void => {
    const archive = tar(drawnFolder, drawnFiles(pixels, label)) as Uint8Array<ArrayBuffer>;
    const url = URL.createObjectURL(new Blob([archive], { type: "application/x-tar" }));
    element("a", { href: url, download: `${drawnFolder}.tar` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  paint();
  const toolbar = element(
    "div",
    { class: "toolbar" },
    element("label", { for: "drawn-label" }, "It is a"),
    select,
    button("Wipe out", wipe),
    button(`Save ${drawnFolder}.tar`, save),
  );
  place.append(element("div", { class: "drawing" }, canvas, toolbar));
  return {
    set: (drawing) => {
      const given = decodeDrawing(drawing) ?? blankDrawing;
      pixels.set(given.pixels);
      label = given.label;
      select.value = String(label);
      paint();
    },
  };
};
