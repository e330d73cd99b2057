import type { InferenceSettings } from "../bench/image-settings.ts";
import { engineAsked } from "../bench/provision/cell-of.ts";
import type { Alongside, Engine, Inference, Loss, Network, Precision } from "../config/fields.ts";
import { checkImage, checkNetwork } from "../data/check.ts";
import type { Dataset } from "../data/dataset.ts";
import type { DatasetIdentity } from "../data/identity.ts";
import type { NetworkDescription } from "../network/description/description.ts";
import type { Cell } from "../rows/cell.ts";
import { inferenceSeries } from "./inference-series.ts";

/** What the configs of experiments on one image have in common. */
interface ImageConfig {
  readonly engine: Engine;
  readonly precision: Precision;
  readonly dataset: {
    readonly dir: string | null;
    readonly pixels: "unit" | "symmetric";
    readonly image: number;
    readonly images?: readonly number[] | undefined;
  };
  readonly network: Network;
  readonly loss: Loss;
}

/** Throws `UserError` (usage) if the network or the image does not fit the dataset. */
export const checkOneImage = (
  config: {
    readonly dataset: { readonly image: number };
    readonly network: NetworkDescription;
  },
  dataset: Pick<Dataset, "train">,
): void => {
  checkNetwork(config.network, dataset);
  checkImage(config.dataset.image, dataset.train);
};

/** The images of a cell's settings: several, where the config names them. */
export const imagesAsked = ({ images, ...one }: ImageConfig["dataset"], checksums: DatasetIdentity) => ({
  ...one,
  ...(images !== undefined && { images }),
  checksums,
});

/** The part of a cell's settings that every cell on one image has, in the stated precision or another one. */
export const imageSetup = (
  { engine, precision: stated, dataset, network, loss }: ImageConfig,
  checksums: DatasetIdentity,
  precision: Precision = stated,
) => ({
  engine: engineAsked(engine, precision),
  precision,
  dataset: imagesAsked(dataset, checksums),
  network,
  loss,
});

/** One cell for each inference and seed. */
export const inferenceCells = (
  config: {
    readonly inference: Inference;
    readonly alongside: Alongside;
    readonly seeds: readonly number[];
  },
  cell: (inference: InferenceSettings, seed: number, label: string) => Cell,
): Cell[] =>
  inferenceSeries(config).flatMap((inference) =>
    config.seeds.map((seed) => cell(inference, seed, `${inference.solver}, seed ${seed}`)),
  );
