// An experiment's cell set up once more without the engine: the seed's parameters and one image as plain numbers.
import { openDataset } from "../../src/data/dataset.ts";
import type { LossKind } from "../../src/linalg/linalg.ts";
import type { PlainNetwork, PlainSample } from "../network/plain.ts";
import { documentedParameters } from "../random/documented.ts";

const dataset = openDataset(null);

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

/** Its parameters are drawn as docs/reproduction.md describes it. */
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
  ...documentedParameters(network.sizes, seed),
});
