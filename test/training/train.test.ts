import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { estimatorNamed } from "../../src/gradient/registry.ts";
import { relax } from "../../src/inference/relax.ts";
import type { Linalg } from "../../src/linalg/linalg.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { initialise } from "../../src/network/initialise.ts";
import { chain } from "../../src/network/network.ts";
import { createStream } from "../../src/random/stream.ts";
import type { Checkpoint, Checkpoints } from "../../src/training/checkpoint.ts";
import type { Course } from "../../src/training/course.ts";
import { evaluate } from "../../src/training/evaluate.ts";
import { train } from "../../src/training/train.ts";
import { engine, numbers } from "../network/problem.ts";

const network = chain({ sizes: [3, 4, 2], activation: "tanh" });
const images = 10;
const schedule = {
  batchSize: 4,
  epochs: 3,
  images,
  testImages: 1,
  learningRate: 0.2,
  momentum: 0.9,
  reduction: "mean",
} as const;
const inference = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 500 } as const;

/** Examples by their numbers: three inputs and a one-hot target of two. */
const examplesOf = (linalg: Linalg, taken: Uint32Array) => {
  const [input, target] = [linalg.matrix(taken.length, 3), linalg.matrix(taken.length, 2)];
  taken.forEach((number, row) => {
    linalg.values(input).set([Math.sin(number + 1), Math.cos(3 * number), 0.1 * number], 3 * row);
    linalg.values(target)[2 * row + (number % 2)] = 1;
  });
  return { input, target };
};

const courseOf = (name: string, seen: number[][] = []): Course => {
  const linalg = engine();
  return {
    linalg,
    network,
    parameters: initialise(linalg, network, "pytorch-default", createStream(4, "parameters")),
    loss: "squared-error",
    engine: undefined,
    estimator: estimatorNamed(name),
    dial: 0.01,
    inference,
    schedule,
    seed: 4,
    order: createStream(4, "order"),
    trainingExamples: (taken) => {
      seen.push([...taken]);
      return examplesOf(linalg, taken);
    },
    testExamples: (taken) => examplesOf(linalg, taken),
    compares: () => false,
  };
};

const everyImage = Array.from({ length: images }, (_, i) => i);

describe("a training run", () => {
  const seen: number[][] = [];
  train(courseOf("backprop", seen), undefined);
  const epochs = Array.from({ length: schedule.epochs }, (_, epoch) => seen.slice(3 * epoch, 3 * epoch + 3));

  it("takes every example once an epoch, in batches of which the last is what is left", () => {
    for (const batches of epochs) {
      expect(batches.map(({ length }) => length)).toEqual([4, 4, 2]);
      expect(batches.flat().toSorted((a, b) => a - b)).toEqual(everyImage);
    }
  });

  it("takes them in another order each epoch, at random", () => {
    const orders = epochs.map((batches) => batches.flat().join());
    expect(new Set([...orders, everyImage.join()]).size).toBe(schedule.epochs + 1);
  });

  it("goes on from a checkpoint with the parameters and the velocity that it had, to the bit", () => {
    const whole = courseOf("backprop");
    const progress = train(whole);
    for (const after of [1, 4, 9]) {
      let kept: Checkpoint | null = null;
      const killed = new Error("killed");
      const keep: Checkpoints = {
        read: () => kept,
        offer: (take) => {
          if (kept !== null) return;
          const now = take();
          if (now.batches.length < after) return;
          kept = now;
          throw killed;
        },
      };
      expect(() => train(courseOf("backprop"), keep)).toThrow(killed);
      const resumed = courseOf("backprop");
      expect(train(resumed, keep)).toEqual(progress);
      expect(numbers(resumed.linalg, resumed.parameters.all)).toEqual(
        numbers(whole.linalg, whole.parameters.all),
      );
    }
  });
});

describe("what a batch shows before its update", () => {
  const firstLoss = (name: string) => train(courseOf(name)).batches[0]!.before.loss;
  const seen: number[][] = [];
  train(courseOf("backprop", seen));
  const { linalg, parameters } = courseOf("backprop");
  const examples = examplesOf(linalg, Uint32Array.from(seen[0]!));
  const problem = { network, parameters, loss: "squared-error", ...examples } as const;
  const lossOf = (output: Parameters<typeof evaluate>[2]) =>
    evaluate(linalg, "squared-error", output, examples.target).loss;

  it("is the loss of the feed-forward network where that is what answers", () => {
    const { preactivations } = feedForward(linalg, network, parameters, examples.input);
    for (const name of ["backprop", "pc-nudge"]) expect(firstLoss(name)).toBe(lossOf(preactivations.at(-1)!));
  });

  it.each(["ep-one-sided", "ep-symmetric", "chl"])("is the loss of the free fixed point: %s", (name) => {
    const { energy, dial } = estimatorNamed(name);
    const bound = bindEnergy(linalg, energies[energy!], problem, dial === "lambda" ? 1 : 0.01);
    const free = relax(linalg, bound, bound.start, 0, inference).state.at(-1)!;
    expect(firstLoss(name)).toBeCloseTo(lossOf(free), 10);
    // And not that of the feed-forward network, unless the feedback is as weak as it is in contrastive Hebbian learning.
    const forward = lossOf(feedForward(linalg, network, parameters, examples.input).preactivations.at(-1)!);
    expect(Math.abs(lossOf(free) - forward)).toBeGreaterThan(name === "chl" ? 1e-6 : 1e-3);
  });
});
