// The numbers on speed: what `npm run bench -- --keep` has measured on an idle machine and written to docs/speed.json.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the benchmark keeps for the pages. */
export interface Speed {
  readonly processor: string;
  readonly node: string;
  /** Fastest run of each row in ms. */
  readonly fastest: Readonly<Record<string, number>>;
}

export const speedFile = fileURLToPath(new URL("../../docs/speed.json", import.meta.url));

export const readSpeed = (): Speed => JSON.parse(readFileSync(speedFile, "utf8"));

const ofRow = ({ fastest }: Speed, row: string): number => {
  const time = fastest[row];
  if (time === undefined) throw new Error(`docs/speed.json has no row ${row}: run npm run bench -- --keep`);
  return time;
};

const milliseconds =
  (row: string) =>
  (speed: Speed): string =>
    `${ofRow(speed, row).toPrecision(2)} ms`;

const times = (slow: string, fast: string) => (speed: Speed) =>
  `${(ofRow(speed, slow) / ofRow(speed, fast)).toFixed(0)} times`;

/** What the pages say, by the name of its marker. */
export const speedNumbers: Readonly<Record<string, (speed: Speed) => string>> = {
  "speed-processor": ({ processor }) => processor,
  "speed-node": ({ node }) => node.replace(/^v/, ""),
  "speed-backprop": milliseconds("backprop, float64"),
  "speed-backprop-float32": milliseconds("backprop, float32"),
  "speed-euler": milliseconds("Euler × 50, float64"),
  "speed-euler-float32": milliseconds("Euler × 50, float32"),
  "speed-equilibrium": milliseconds("equilibrium, float64"),
  "speed-equilibrium-float32": milliseconds("equilibrium, float32"),
  "speed-convolution": milliseconds("convolutional, backprop, float64"),
  "speed-convolution-equilibrium": milliseconds("convolutional, equilibrium, float64"),
  "speed-euler-times": times("Euler × 50, plain loops", "Euler × 50, float64"),
  "speed-backprop-times": times("backprop, plain loops", "backprop, float64"),
};
