import { element } from "../../report/page/browser/elements.ts";
import type { Course } from "../protocol.ts";

/** What the picture shows: an image, and the layers at one step of an inference. */
export interface Pictured {
  /** [784], bytes. */
  readonly image: Uint8Array;
  readonly course: Course;
  readonly widths: readonly number[];
  readonly step: number;
}

/** Pixels of the canvas for a unit's cell, and cells beside each other at most. */
const cell = 5;
const mostColumns = 16;

/**
 * The network as a picture: the image, and for each hidden layer its activities (dark to bright) and its prediction errors
 * (orange below 0, blue above), a cell a unit.
 */
export const createPicture = (place: HTMLElement): ((shown: Pictured) => void) => {
  const image = canvasNamed("Input: the clamped image");
  let layers: { readonly activity: Canvas; readonly error: Canvas; readonly note: HTMLElement }[] = [];
  let widths = "";
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
    paint(image, 28, 28, 3, (at) => grey(pixels[at]! / 255));
    layers.forEach(({ activity, error, note }, l) => {
      const width = units[l]!;
      const columns = Math.min(mostColumns, Math.ceil(Math.sqrt(width)));
      const rows = Math.ceil(width / columns);
      const x = course.activities[l]!.subarray(step * width, (step + 1) * width);
      const e = course.errors[l]!.subarray(step * width, (step + 1) * width);
      const brightest = largest(course.activities[l]!) || 1;
      const farthest = largest(course.errors[l]!) || 1;
      paint(activity, columns, rows, cell, (at) => (at < width ? grey(Math.abs(x[at]!) / brightest) : clear));
      paint(error, columns, rows, cell, (at) => (at < width ? signed(e[at]! / farthest) : clear));
      const size = Math.sqrt(e.reduce((sum, value) => sum + value * value, 0));
      note.textContent = `layer ${l + 1}: ${width} units, ‖ε‖ = ${size.toPrecision(2)}`;
    });
  };
};

interface Canvas {
  readonly canvas: HTMLCanvasElement;
}

const canvasNamed = (label: string): Canvas => ({
  canvas: element("canvas", { role: "img", "aria-label": label }),
});

type Colour = readonly [number, number, number, number];
const clear: Colour = [0, 0, 0, 0];
const grey = (bright: number): Colour => {
  const level = Math.round(30 + 225 * Math.min(1, bright));
  return [level, level, level, 255];
};
const signed = (value: number): Colour => {
  const weight = Math.min(1, Math.sqrt(Math.abs(value)));
  const [r, g, b] = value < 0 ? [213, 94, 0] : [0, 130, 210];
  const mix = (colour: number) => Math.round(235 + (colour - 235) * weight);
  return [mix(r), mix(g), mix(b), 255];
};

const paint = (
  { canvas }: Canvas,
  columns: number,
  rows: number,
  size: number,
  colour: (at: number) => Colour,
): void => {
  const [width, height] = [columns * size, rows * size];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d")!;
  const data = context.createImageData(width, height);
  for (let at = 0; at < columns * rows; at++) {
    const [r, g, b, a] = colour(at);
    const [left, top] = [(at % columns) * size, Math.floor(at / columns) * size];
    for (let y = top; y < top + size - (size > 3 ? 1 : 0); y++)
      for (let x = left; x < left + size - (size > 3 ? 1 : 0); x++)
        data.data.set([r, g, b, a], 4 * (y * width + x));
  }
  context.putImageData(data, 0, 0);
};

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
