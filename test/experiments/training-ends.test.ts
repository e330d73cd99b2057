import { describe, expect, it } from "vitest";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { CellResult } from "../../src/rows/cell.ts";
import { equilibrium } from "../inference/settings.ts";
import { performed } from "./perform.ts";

const paper = {
  engine: { name: "builtin" },
  precision: "float64",
  dataset: { dir: null, pixels: "unit", checksums: mnistChecksums },
  network: { sizes: [784, 32, 16, 10], activation: "relu", initialisation: "pytorch-default", weights: null },
  loss: "cross-entropy",
  seed: 6,
  training: {
    batchSize: 64,
    learningRate: 0.01,
    momentum: 0.9,
    reduction: "mean",
    epochs: 1,
    images: 640,
    testImages: 30,
  },
} as const;

const run = async (settings: object): Promise<CellResult> => performed("training", { ...paper, ...settings });

describe("no NaN in a row of training", () => {
  it("training that diverges is an error that a person can mend", async () => {
    const settings = { ...paper, training: { ...paper.training, learningRate: 1e30, epochs: 2 } };
    const ended = await run({ ...settings, algorithm: "backprop" }).then(
      ({ tables }) => `rows with a loss of ${tables.batches!.at(-1)!.loss}`,
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );
    expect(ended).toMatch(/^UserError: batch \d+: .*learningRate/);
  });

  it("the cosine of a layer whose gradient is zero is missing, not NaN", async () => {
    // Of the networks 784-1-1-10 some are dead from the start: their only unit answers no image.
    const network = { ...paper.network, sizes: [784, 1, 1, 10] };
    const { tables } = await run({
      ...paper,
      network,
      seed: 4,
      loss: "squared-error",
      algorithm: "pc-nudge",
      inference: equilibrium(),
      lambda: 1e-3,
    });
    const last = tables.batches!.at(-1)!;
    expect(last.cosine_0).toBeNull();
    expect(last.cosine_2).toBeGreaterThan(0.99);
  });
});
