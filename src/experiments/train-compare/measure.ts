import { energyEngineOf, startParameters } from "../../bench/equipment.ts";
import { datasetOf, engineOf } from "../../bench/laboratory.ts";
import { loadBatch } from "../../bench/load-batch.ts";
import type { Split } from "../../data/mnist.ts";
import type { Problem } from "../../energy/problem.ts";
import { exitCode, UserError } from "../../errors.ts";
import { compareGradients } from "../../gradient/compare.ts";
import { trueGradient } from "../../gradient/truth.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { networkOf } from "../../network/description.ts";
import type { Parameters } from "../../network/parameters.ts";
import { createStream, permutation } from "../../random/stream.ts";
import type { CellResult, OutcomeCounts } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { evaluate } from "../../training/evaluate.ts";
import { momentumUpdate } from "../../training/momentum.ts";
import { trainedWeights, weightsTable } from "../trained-weights.ts";
import { type LearningAlgorithm, learningAlgorithms } from "./learning-algorithms.ts";
import type { CompareSettings } from "./present.ts";

/** Images a pass when the network is tested: bounds the memory, changes no number. */
const testBatch = 500;

/** The truth is read at the fixed point itself. */
const atRest = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 } as const;

/** A network in training. */
interface Trainee {
  readonly linalg: Linalg;
  readonly settings: CompareSettings;
  readonly algorithm: LearningAlgorithm;
  readonly parameters: Parameters;
  readonly velocity: Matrix;
}

/** One network trained by one algorithm from its seed's start, with the numbers of every batch before its update. */
export const trainCompareWork = (given: Settings): CellResult => {
  const settings = given as unknown as CompareSettings;
  const { algorithm, seed, network, training } = settings;
  const linalg = engineOf(settings.precision);
  const dataset = datasetOf(settings.dataset.dir);
  return linalg.scope(() => {
    const parameters = startParameters(linalg, settings);
    const velocity = linalg.matrix(1, parameters.all.columns);
    const trainee = { linalg, settings, algorithm: learningAlgorithms[algorithm], parameters, velocity };
    const orderStream = createStream(seed, "order");
    const key = { algorithm, seed };
    const batches: Row[] = [];
    const tests: Row[] = [];
    const outcomes: Record<string, number> = {};
    for (let epoch = 1; epoch <= training.epochs; epoch++) {
      const order = permutation(training.images, orderStream);
      for (let from = 0; from < order.length; from += training.batchSize) {
        const batch = batches.length + 1;
        const images = order.subarray(from, from + training.batchSize);
        const { numbers, counts } = linalg.scope(() => learnBatch(trainee, dataset.train, images, batch));
        batches.push({ ...key, batch, ...numbers });
        for (const [outcome, count] of Object.entries(counts))
          outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
      }
      tests.push({ ...key, epoch, accuracy: testAccuracy(trainee, dataset.test) });
    }
    const weights = [trainedWeights(linalg, networkOf(network), parameters, key)];
    return { tables: { batches, tests, [weightsTable]: weights }, outcomes };
  });
};

/** Images and labels as a problem for the network as it is. */
const problemOf = (trainee: Trainee, split: Split, images: Uint32Array): Problem => {
  const { linalg, settings, parameters } = trainee;
  const { loss, dataset } = settings;
  const network = networkOf(settings.network);
  const { input, target } = loadBatch(linalg, split, images, dataset.pixels);
  return { network, parameters, input, target, loss, engine: energyEngineOf(settings) };
};

/** The numbers of one batch, and the update of the parameters in place. */
const learnBatch = (
  trainee: Trainee,
  split: Split,
  images: Uint32Array,
  batch: number,
): { numbers: Row; counts: OutcomeCounts } => {
  const { linalg, settings, algorithm, parameters, velocity } = trainee;
  const { loss, training } = settings;
  const problem = problemOf(trainee, split, images);
  const { output, gradient, sweeps, relaxations } = algorithm.learn(linalg, problem, settings);
  const before = evaluate(linalg, loss, output, problem.target);
  requireFinite(before.loss, batch, training.learningRate);
  const numbers = { ...before, cosine: cosineOf(trainee, problem, gradient, batch), sweeps };
  momentumUpdate(linalg, parameters, velocity, gradient, images.length, training);
  return { numbers, counts: countOutcomes(relaxations) };
};

/** Cosine of the estimate with the gradient of its own network; null on batches where it isn't measured. */
const cosineOf = (
  { linalg, settings, algorithm }: Trainee,
  problem: Problem,
  gradient: Parameters,
  batch: number,
): number | null => {
  const every = settings.cosineEvery;
  if (every === undefined || (batch - 1) % every !== 0) return null;
  return linalg.scope(() => {
    const truth = trueGradient({ linalg, problem, inference: atRest }, algorithm);
    return compareGradients(linalg, gradient, truth).cosine;
  });
};

const requireFinite = (loss: number, batch: number, learningRate: number): void => {
  if (Number.isFinite(loss)) return;
  throw new UserError(
    exitCode.cellsFailed,
    `batch ${batch}: the loss left the finite range with training.learningRate ${learningRate}; use a smaller one, for ` +
      `example --set training.learningRate=${Number((learningRate / 10).toPrecision(1))}`,
  );
};

/** Fraction of the first `training.testImages` test images that the network's free phase classifies correctly. */
const testAccuracy = (trainee: Trainee, split: Split): number => {
  const { linalg, settings, algorithm } = trainee;
  const { loss, training } = settings;
  let correct = 0;
  for (let from = 0; from < training.testImages; from += testBatch) {
    const count = Math.min(testBatch, training.testImages - from);
    linalg.scope(() => {
      const problem = problemOf(
        trainee,
        split,
        Uint32Array.from({ length: count }, (_, i) => from + i),
      );
      const output = algorithm.answer(linalg, problem, settings);
      correct += Math.round(evaluate(linalg, loss, output, problem.target).accuracy * count);
    });
  }
  return correct / training.testImages;
};
