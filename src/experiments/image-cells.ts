import { asSettings, inferenceSeries } from "../bench/cell-settings.ts";
import type { Alongside, Inference } from "../config/fields.ts";
import { checkImage, checkSizes } from "../data/check.ts";
import type { Dataset } from "../data/dataset.ts";
import type { DatasetIdentity } from "../data/identity.ts";
import type { Cell } from "../rows/cell.ts";

/** What the configs of experiments on one image have in common. */
interface ImageConfig {
  readonly experiment: string;
  readonly seeds: readonly number[];
  readonly dataset: { readonly image: number };
  readonly network: { readonly sizes: readonly number[] };
  readonly inference: Inference;
  readonly alongside: Alongside;
}

/** Throws `UserError` (usage) if the network or the image does not fit the dataset. */
export const checkOneImage = (
  config: Pick<ImageConfig, "dataset" | "network">,
  dataset: Pick<Dataset, "train">,
): void => {
  checkSizes(config.network.sizes, dataset);
  checkImage(config.dataset.image, dataset.train);
};

/** One cell for each inference and seed; all else in the config is what they share. */
export const imageCells = (
  { seeds, alongside, experiment, dataset, ...rest }: ImageConfig,
  checksums: DatasetIdentity,
): Cell[] =>
  inferenceSeries({ ...rest, alongside }).flatMap((inference) =>
    seeds.map((seed) => ({
      work: experiment,
      settings: asSettings({ ...rest, dataset: { ...dataset, checksums }, inference, seed }),
      label: `${inference.solver}, seed ${seed}`,
    })),
  );
