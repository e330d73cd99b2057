import { describe, expect, it } from "vitest";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { UserError } from "../../src/errors.ts";
import type { InferenceSettings } from "../../src/inference/relax.ts";
import type { CellResult } from "../../src/rows/cell.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import {
  type PlainGradient,
  type PlainNetwork,
  plainBackprop,
  plainEuler,
  plainForce,
  plainFreePhase,
  plainLoss,
  plainParameterGradient,
  plainPreactivations,
  plainVector,
} from "../network/plain.ts";
import { documentedBatches } from "../random/documented.ts";
import { performed } from "./perform.ts";
import { plainImage, plainNetwork } from "./plain-image.ts";

const training = {
  batchSize: 8,
  learningRate: 0.1,
  momentum: 0.9,
  reduction: "mean",
  epochs: 2,
  images: 20,
  testImages: 30,
} as const;
const base = {
  engine: { name: "builtin" },
  precision: "float64",
  dataset: { dir: null, pixels: "unit", checksums: mnistChecksums },
  network: { sizes: [784, 5, 4, 10], activation: "tanh", initialisation: "pytorch-default", weights: null },
  loss: "cross-entropy",
  seed: 6,
  training,
} as const;

const run = async (settings: object): Promise<CellResult> => performed("training", { ...base, ...settings });

const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

const cosine = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, k) => sum + value * y[k]!, 0) / (Math.hypot(...x) * Math.hypot(...y));

/**
 * The training once more in plain numbers, from nothing but the seed: weights and batches are drawn as docs/reproduction.md
 * describes it. `nudge` is null for backprop, else λ and the Euler steps of 0.1.
 */
const plainTraining = (
  reduction: "mean" | "sum",
  nudge: { lambda: number; steps: number } | null,
  loss: "cross-entropy" | "squared-error",
) => {
  const network: PlainNetwork = { ...plainNetwork({ ...base, loss }, base.seed) };
  const { weights, biases } = network as unknown as PlainGradient;
  const epochs = documentedBatches(base.seed, training.images, training.batchSize, training.epochs);
  let velocity: number[] | null = null;
  const batches: { loss: number; accuracy: number; cosine: number; residual: number; layers: number[] }[] =
    [];
  const tests: number[] = [];
  const outputs = (sample: ReturnType<typeof plainImage>): number[] =>
    plainPreactivations(network, sample, plainFreePhase(network, sample)).at(-1)!;
  const mean = (gradients: readonly (readonly number[])[]): number[] =>
    gradients[0]!.map((_, k) => gradients.reduce((sum, one) => sum + one[k]!, 0) / gradients.length);
  for (const numbers of epochs) {
    for (const batch of numbers) {
      const samples = batch.map((index) => plainImage(index));
      const truth = mean(samples.map((sample) => plainVector(plainBackprop(network, sample).parameters)));
      let residual = 0;
      const estimate =
        nudge === null
          ? truth
          : mean(
              samples.map((sample) => {
                const state = plainEuler(network, sample, nudge.lambda, 0.1, nudge.steps).at(-1)!;
                const force = plainForce(network, sample, state, nudge.lambda).flat();
                residual = Math.max(residual, Math.hypot(...force));
                const gradient = plainVector(plainParameterGradient(network, sample, state, nudge.lambda));
                return gradient.map((value) => value / nudge.lambda);
              }),
            );
      const { sizes } = base.network;
      const bounds = [0];
      sizes.slice(1).forEach((n, l) => {
        bounds.push(bounds[l]! + (sizes[l]! + 1) * n);
      });
      batches.push({
        loss: mean(samples.map((sample) => [plainLoss(loss, outputs(sample), sample.target)]))[0]!,
        accuracy: mean(samples.map((s) => [Number(argmax(outputs(s)) === argmax(s.target))]))[0]!,
        cosine: cosine(estimate, truth),
        residual,
        layers: bounds
          .slice(1)
          .map((end, l) => cosine(estimate.slice(bounds[l], end), truth.slice(bounds[l], end))),
      });
      const factor = reduction === "sum" ? samples.length : 1;
      const previous: number[] = velocity ?? estimate.map(() => 0);
      velocity = estimate.map((g, k) => training.momentum * previous[k]! + factor * g);
      let k = 0;
      weights.forEach((w, l) => {
        for (const row of [...w, biases[l]!]) {
          for (let j = 0; j < row.length; j++) row[j]! -= training.learningRate * velocity![k++]!;
        }
      });
    }
    const correct = Array.from({ length: training.testImages }, (_, index) => {
      const sample = plainImage(index, "test");
      return Number(argmax(outputs(sample)) === argmax(sample.target));
    });
    tests.push(correct.reduce((sum, value) => sum + value, 0) / training.testImages);
  }
  return { batches, tests };
};

describe("training cells (Fig. 3B, 3C) against plain numbers", () => {
  it.each(["mean", "sum"] as const)("backprop, reduction %s", async (reduction) => {
    const { tables, outcomes } = await run({ algorithm: "backprop", training: { ...training, reduction } });
    const expected = plainTraining(reduction, null, "cross-entropy");
    expect(outcomes).toEqual({});
    const nothing = { outcome: null, samples_converged: null, residual: null, iterations: null };
    expect(tables.batches).toMatchObject(
      expected.batches.map(({ loss, accuracy }, i) => ({
        ...nothing,
        algorithm: "backprop",
        inference: "none",
        seed: 6,
        batch: i + 1,
        loss: expect.closeTo(loss, 11),
        accuracy: expect.closeTo(accuracy, 12),
      })),
    );
    expect(tables.test).toEqual(
      expected.tests.map((accuracy, i) => ({
        algorithm: "backprop",
        inference: "none",
        seed: 6,
        epoch: i + 1,
        accuracy,
      })),
    );
  });

  it.each(["cross-entropy", "squared-error"] as const)("PC-Nudge with Euler, %s", async (loss) => {
    const inference = euler({ steps: 6 });
    const { tables, outcomes } = await run({ algorithm: "pc-nudge", inference, lambda: 0.05, loss });
    const expected = plainTraining("mean", { lambda: 0.05, steps: 6 }, loss);
    expect(outcomes).toEqual({ "max-steps": 40 });
    expect(tables.batches!.length).toBe(6);
    expected.batches.forEach(({ layers, ...numbers }, i) => {
      const found = tables.batches![i]!;
      expect(found).toMatchObject({ algorithm: "pc-nudge", inference: "euler", seed: 6, batch: i + 1 });
      for (const [name, value] of Object.entries(numbers)) expect(found[name]).toBeCloseTo(value, 10);
      layers.forEach((value, l) => {
        expect(found[`cosine_${l}`]).toBeCloseTo(value, 10);
      });
      expect(found).toMatchObject({
        outcome: "max-steps",
        samples_max_steps: i % 3 === 2 ? 4 : 8,
        samples_converged: 0,
        samples_kink: 0,
        iterations: 6,
      });
    });
    expect(tables.test!.map((row) => row.accuracy)).toEqual(expected.tests);
  });
});

describe("training cells", () => {
  const paper = {
    network: {
      sizes: [784, 32, 16, 10],
      activation: "relu",
      initialisation: "pytorch-default",
      weights: null,
    },
    training: { ...training, batchSize: 64, images: 640, epochs: 1, learningRate: 0.01 },
  };

  it("a batch whose samples end in several ways says the worst, and how many had which", async () => {
    // At λ = 0.3 some ReLU units come to rest on their kinks.
    const { tables, outcomes } = await run({
      ...paper,
      algorithm: "pc-nudge",
      inference: equilibrium(),
      lambda: 0.3,
      training: { ...paper.training, images: 192 },
    });
    const kinks = tables.batches!.map((row) => Number(row.samples_kink));
    expect(kinks.reduce((a, b) => a + b, 0)).toBe((outcomes as Record<string, number>).kink);
    expect(Math.max(...kinks)).toBeGreaterThan(0);
    for (const row of tables.batches!) {
      expect(Number(row.samples_kink) + Number(row.samples_converged) + Number(row.samples_max_steps)).toBe(
        64,
      );
      const worst = row.samples_max_steps !== 0 ? "max-steps" : row.samples_kink !== 0 ? "kink" : "converged";
      expect(row.outcome).toBe(worst);
      if (row.outcome !== "max-steps") expect(row.residual).toBeLessThan(1e-11);
    }
  });

  it("PC-Nudge at the equilibrium with λ = 1e-4 trains as backprop does, over ten batches", async () => {
    const [nudged, backprop] = [
      await run({ ...paper, algorithm: "pc-nudge", inference: equilibrium(), lambda: 1e-4 }),
      await run({ ...paper, algorithm: "backprop" }),
    ];
    nudged.tables.batches!.forEach((row, i) => {
      const truth = backprop.tables.batches![i]!;
      expect(Math.abs(Number(row.loss) - Number(truth.loss))).toBeLessThan(1e-4);
      // A ReLU unit that crosses its kink between the phases costs up to some 1e-4, whatever λ.
      expect(row.cosine).toBeGreaterThan(1 - 1e-3);
    });
  });

  it("50 Euler steps of 0.1 are too few at any λ: the cosine stays below 0.9999, at the equilibrium above", async () => {
    const smooth = { ...paper, network: { ...paper.network, activation: "tanh" } };
    const lowest = async (inference: InferenceSettings): Promise<number> => {
      const { tables } = await run({ ...smooth, algorithm: "pc-nudge", inference, lambda: 1e-3 });
      return Math.min(...tables.batches!.map((row) => Number(row.cosine)));
    };
    expect(await lowest(euler())).toBeLessThan(0.9999);
    expect(await lowest(equilibrium())).toBeGreaterThan(0.99999);
  });

  it("two algorithms of a seed start from the same network and see the same images", async () => {
    const first = async (algorithm: object) => (await run({ ...paper, ...algorithm })).tables.batches![0]!;
    const [nudged, backprop] = [
      await first({ algorithm: "pc-nudge", inference: euler({ steps: 1 }), lambda: 0.1 }),
      await first({ algorithm: "backprop" }),
    ];
    expect([nudged.loss, nudged.accuracy]).toEqual([backprop.loss, backprop.accuracy]);
  });

  it("a diverging step size is an error that names the batch and the remedy", async () => {
    const failing = run({ ...paper, algorithm: "pc-nudge", inference: euler({ stepSize: 5 }), lambda: 1e-3 });
    await expect(failing).rejects.toThrow(UserError);
    await expect(failing).rejects.toThrow(
      /^batch 1: inference diverged for 64 of 64 samples.*λ_max ≈ .*stepSize=.*training\.learningRate=/,
    );
  });
});
