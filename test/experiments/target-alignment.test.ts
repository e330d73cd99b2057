import { describe, expect, it } from "vitest";
import { loadBatch } from "../../src/bench/load-batch.ts";
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { mnistChecksums, openDataset } from "../../src/data/dataset.ts";
import { exitCode } from "../../src/errors.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { initialise } from "../../src/network/initialise.ts";
import { chain } from "../../src/network/network.ts";
import { createStream } from "../../src/random/stream.ts";
import type { Row } from "../../src/rows/row.ts";
import { linearAlignment } from "../../src/verify/measure/linear/linear-alignment.ts";
import { plus, responses, rowsOf, times } from "../../src/verify/measure/linear/linear-coding.ts";
import { userMessage } from "../config/user-message.ts";
import { performed } from "./perform.ts";

const experiment = experiments["target-alignment"]!;

const rowsOfConfig = async (fields: object): Promise<Record<"alignments" | "samples", readonly Row[]>> => {
  const config = experiment.schema.parse({ experiment: "target-alignment", seeds: [0], ...fields });
  const results = [];
  for (const { work, settings } of experiment.cells(config, mnistChecksums))
    results.push((await performed(work, settings)).tables);
  return {
    alignments: results.flatMap(({ alignments }) => alignments!),
    samples: results.flatMap(({ samples }) => samples!),
  };
};

const training = { batchSize: 32, learningRate: 0.02, images: 640, testImages: 50 };

describe("the experiment target-alignment", () => {
  it("has the closed form of a linear network, sample by sample, from backprop to far beyond the clamped network", async () => {
    const lambdas = [0.01, 1, 30];
    const { samples } = await rowsOfConfig({
      depths: [3],
      widths: [4],
      moments: ["initialisation"],
      activation: "linear",
      samples: 2,
      lambda: lambdas,
    });
    const linalg = openLaboratory().linalg("float64");
    const network = chain({ sizes: [784, 4, 4, 4, 10], activation: "linear" });
    const parameters = initialise(linalg, network, "xavier-uniform", createStream(0, "parameters"));
    const weights = parameters.weights.map((matrix) => rowsOf(linalg, matrix));
    const answers = responses(linalg, parameters);
    expect(samples).toHaveLength(6);
    for (const { sample, lambda, alignment, backprop_alignment: ofBackprop } of samples) {
      const image = loadBatch(linalg, openDataset(null).train, [Number(sample)], "unit");
      const x = rowsOf(linalg, image.input);
      const r = plus(weights.reduce(times, x), -1, rowsOf(linalg, image.target));
      const at = (strength: number) => linearAlignment(weights, answers, x, r, strength);
      expect(alignment).toBeCloseTo(at(Number(lambda)), 9);
      expect(ofBackprop).toBeCloseTo(at(0), 11);
    }
  });

  it("averages over the samples, says which part of them is better off, and looks after training where it is asked to", async () => {
    const { alignments, samples } = await rowsOfConfig({
      depths: [2],
      widths: [6],
      samples: 3,
      lambda: [1e-4, 1],
      training,
    });
    for (const row of alignments) {
      const own = samples.filter(({ moment, lambda }) => moment === row.moment && lambda === row.lambda);
      const mean = (column: string) => own.reduce((sum, each) => sum + Number(each[column]) / 3, 0);
      for (const column of ["alignment", "backprop_alignment", "advantage", "cosine"])
        expect(row[column]).toBeCloseTo(mean(column), 13);
      expect(row.better).toBe(own.filter(({ advantage }) => Number(advantage) > 0).length / 3);
      expect(typeof row.test_accuracy).toBe(row.moment === "trained" ? "number" : "object");
      // λ → 0 is backprop.
      if (row.lambda === 1e-4) expect(Math.abs(Number(row.advantage))).toBeLessThan(1e-3);
    }
    const before = samples.filter(({ moment }) => moment === "initialisation");
    const after = samples.filter(({ moment }) => moment === "trained");
    expect(before.map(({ alignment }) => alignment)).not.toEqual(after.map(({ alignment }) => alignment));
  });

  it("trains what backprop trains: the accuracy is that of the algorithm in train-compare", async () => {
    const { alignments } = await rowsOfConfig({
      depths: [1],
      widths: [8],
      moments: ["trained"],
      samples: 1,
      lambda: [1],
      training,
    });
    const compare = experiments["train-compare"]!;
    const network = { sizes: [784, 8, 10], activation: "tanh", initialisation: "xavier-uniform" };
    const config = compare.schema.parse({
      experiment: "train-compare",
      algorithms: ["backprop"],
      seeds: [0],
      network,
      training,
    });
    const [cell] = compare.cells(config, mnistChecksums);
    const { test } = (await performed(cell!.work, cell!.settings)).tables;
    expect(alignments[0]!.test_accuracy).toBe(test!.at(-1)!.accuracy);
  });

  it("asks for no more samples than there are", () => {
    const config = experiment.schema.parse({ experiment: "target-alignment", samples: 70_000 });
    expect(userMessage(exitCode.usage, () => experiment.check(config, openDataset(null)))).toMatch(
      /samples: expected at most \d+, the images that the dataset has, found 70000; write \d+/,
    );
  });
});
