import { z } from "zod";
import { network, precision } from "./equipment.ts";
import { images, loss } from "./image-settings.ts";

/** What every cell that trains a network is determined by, whatever trains it. */
export const trainingSetup = z.strictObject({
  precision,
  dataset: images,
  network,
  loss,
  seed: z.int(),
  training: z.strictObject({
    batchSize: z.int(),
    learningRate: z.number(),
    momentum: z.number(),
    reduction: z.enum(["mean", "sum"]),
    epochs: z.int(),
    images: z.int(),
    testImages: z.int(),
  }),
});
