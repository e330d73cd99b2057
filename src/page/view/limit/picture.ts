import { element } from "../../../report/page/browser/elements.ts";
import type { Course } from "../../protocol.ts";
import { say } from "../section.ts";

/** What the picture shows: an image, and the layers at one step of an inference. */
export interface Pictured {
  /** [784], bytes. */
  readonly image: Uint8Array;
  readonly course: Course;
  readonly widths: readonly number[];
  readonly step: number;
}

/** Units beside each other at most. */
const mostColumns = 16;

/**
 * The network as a picture: the image, and for each hidden layer its activities (dark to bright) and its prediction errors
 * (orange below 0, blue above), a cell a unit.
 */
export const createPicture = (place: HTMLElement): ((shown: Pictured) => void) => {
  const image = canvasNamed("Input: the clamped image");
  let layers: { readonly activity: Canvas; readonly error: Canvas; readonly note: HTMLElement }[] = [];
  let widths = "";
  let painted: Uint8Array | null = null;
  place.classList.add("network");
  return ({ image: pixels, course, widths: units, step }) => {
    if (widths !== units.join()) {
      widths = units.join();
      layers = units.map((_, l) => ({
        activity: canvasNamed(`Activities of hidden layer ${l + 1}`),
        error: canvasNamed(`Prediction errors of hidden layer ${l + 1}`),
        note: element("figcaption"),
      }));
      place.replaceChildren(
        element("figure", {}, image.canvas, element("figcaption", {}, "image (clamped)")),
        ...layers.flatMap(({ activity, error, note }) => [
          element("span", { class: "arrow", "aria-hidden": "true" }, "→"),
          element("figure", {}, activity.canvas, error.canvas, note),
        ]),
        element("span", { class: "arrow", "aria-hidden": "true" }, "→"),
        element(
          "figure",
          {},
          element("div", { class: "output" }, "output o"),
          element("figcaption", {}, "nudged by λL"),
        ),
      );
    }
    if (painted !== pixels && !sameBytes(painted, pixels))
      paint(image, 28, 28, (at) => grey(pixels[at]! / 255));
    painted = pixels;
    layers.forEach(({ activity, error, note }, l) => {
      const width = units[l]!;
      const columns = Math.min(mostColumns, Math.ceil(Math.sqrt(width)));
      const rows = Math.ceil(width / columns);
      const x = course.activities[l]!.subarray(step * width, (step + 1) * width);
      const e = course.errors[l]!.subarray(step * width, (step + 1) * width);
      const brightest = largest(course.activities[l]!) || 1;
      const farthest = largest(course.errors[l]!) || 1;
      paint(activity, columns, rows, (at) => (at < width ? grey(Math.abs(x[at]!) / brightest) : clear));
      paint(error, columns, rows, (at) => (at < width ? signed(e[at]! / farthest) : clear));
      const size = Math.sqrt(e.reduce((sum, value) => sum + value * value, 0));
      say(note, `layer ${l + 1}: ${width} units, ‖ε‖ = ${size.toPrecision(2)}`);
    });
  };
};

interface Canvas {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
}

const canvasNamed = (label: string): Canvas => {
  const canvas = element("canvas", { role: "img", "aria-label": label });
  return { canvas, context: canvas.getContext("2d")! };
};

/** A colour as canvases keep it: alpha, blue, green, red from the highest byte. */
const colour = (red: number, green: number, blue: number): number =>
  ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
const clear = 0;
const grey = (bright: number): number => {
  const level = Math.round(30 + 225 * Math.min(1, bright));
  return colour(level, level, level);
};
const signed = (value: number): number => {
  const weight = Math.min(1, Math.sqrt(Math.abs(value)));
  const mix = (full: number) => Math.round(235 + (full - 235) * weight);
  return value < 0 ? colour(mix(213), mix(94), mix(0)) : colour(mix(0), mix(130), mix(210));
};

/** Pixels of the page for a cell of the image, and for that of a unit. */
const cells = { image: 3, unit: 5 } as const;

/** A pixel of the canvas a cell; the style sheet enlarges it without smoothing. */
const paint = (
  { canvas, context }: Canvas,
  columns: number,
  rows: number,
  colourAt: (at: number) => number,
): void => {
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    const cell = columns === 28 ? cells.image : cells.unit;
    canvas.style.width = `${columns * cell}px`;
    canvas.style.height = `${rows * cell}px`;
  }
  const data = context.createImageData(columns, rows);
  const pixels = new Uint32Array(data.data.buffer);
  for (let at = 0; at < pixels.length; at++) pixels[at] = colourAt(at);
  context.putImageData(data, 0, 0);
};

const sameBytes = (a: Uint8Array | null, b: Uint8Array): boolean =>
  a !== null && a.length === b.length && a.every((byte, at) => byte === b[at]);

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
