import { z } from "zod";
import { network } from "../../bench/equipment.ts";
import { images, loss } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { loadBatch } from "../../bench/load-batch.ts";
import { startParameters } from "../../bench/start-parameters.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { networkOf } from "../../network/description/description.ts";
import { type Images, imagesOf } from "./images.ts";

/** What says which network is looked at, and on how many of the first training images. */
export const firstImagesSettings = z.strictObject({
  dataset: images.extend({ images: z.int() }),
  network,
  loss,
  seed: z.int(),
});

type Given = z.output<typeof firstImagesSettings>;

/** The network of the settings on the first training images. It lives as long as the scope. */
export const firstImages = (laboratory: Laboratory, linalg: Linalg, settings: Given): Images => {
  const { dataset } = settings;
  const { train } = laboratory.dataset(dataset.dir);
  const indices = Array.from({ length: dataset.images }, (_, image) => image);
  return imagesOf(linalg, {
    network: networkOf(settings.network),
    parameters: startParameters(laboratory, linalg, settings),
    ...loadBatch(linalg, train, indices, dataset.pixels),
    loss: settings.loss,
  });
};
