// An experiment's cell set up once more without the engine: the seed's parameters and one image as plain numbers.
import { openDataset } from "../../src/data/dataset.ts";
import type { LossKind } from "../../src/linalg/linalg.ts";
import { createStream } from "../../src/random/stream.ts";
import type { PlainNetwork, PlainSample } from "../network/plain.ts";

const dataset = openDataset(null);

/** PyTorch's default: W_0, b_0, W_1, … from U(−1/√fan-in, 1/√fan-in). */
export const plainInitialisation = (
  sizes: readonly number[],
  seed: number,
): { weights: number[][][]; biases: number[][] } => {
  const stream = createStream(seed, "parameters");
  const weights: number[][][] = [];
  const biases: number[][] = [];
  sizes.slice(1).forEach((fanOut, l) => {
    const bound = 1 / Math.sqrt(sizes[l]!);
    const draw = (): number => (2 * stream.uniform() - 1) * bound;
    weights.push(Array.from({ length: sizes[l]! }, () => Array.from({ length: fanOut }, draw)));
    biases.push(Array.from({ length: fanOut }, draw));
  });
  return { weights, biases };
};

/** Pixels in [0, 1] and the one-hot label. */
export const plainImage = (index: number, split: "train" | "test" = "train"): PlainSample => {
  const pixels = new Uint8Array(784);
  dataset[split].readPixels(index, pixels);
  const label = dataset[split].label(index);
  return {
    input: Array.from(pixels, (byte) => byte / 255),
    target: Array.from({ length: 10 }, (_, k) => Number(k === label)),
  };
};

export const plainNetwork = (
  {
    network,
    loss,
  }: { network: { sizes: readonly number[]; activation: PlainNetwork["activation"] }; loss: LossKind },
  seed: number,
): PlainNetwork => ({
  activation: network.activation,
  loss,
  precisions: network.sizes.slice(1, -1).map(() => 1),
  ...plainInitialisation(network.sizes, seed),
});
