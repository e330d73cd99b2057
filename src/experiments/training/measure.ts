import { energyEngineOf, startParameters } from "../../bench/equipment.ts";
import { datasetOf, engineOf } from "../../bench/laboratory.ts";
import { loadBatch } from "../../bench/load-batch.ts";
import type { Split } from "../../data/mnist.ts";
import { bindEnergy, energies } from "../../energy/registry.ts";
import { exitCode, UserError } from "../../errors.ts";
import { compareGradients, compareLayers } from "../../gradient/compare.ts";
import { oneSided, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { requireBounded } from "../../inference/diverged.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { backprop } from "../../network/backprop.ts";
import { feedForward } from "../../network/feed-forward.ts";
import type { Parameters } from "../../network/network.ts";
import { createStream, permutation } from "../../random/stream.ts";
import type { CellResult, OutcomeCounts } from "../../rows/cell.ts";
import { orMissing, type Row, type Value } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { evaluate } from "../../training/evaluate.ts";
import { momentumUpdate } from "../../training/momentum.ts";
import { trainedWeights, weightsTable } from "../trained-weights.ts";
import type { TrainingSettings } from "./config.ts";

/** Images a pass when the network is tested: bounds the memory, changes no number. */
const testBatch = 500;

/** One network trained from its seed's start, with the numbers of every batch before its update. */
export const trainingWork = (given: Settings): CellResult => {
  const settings = given as unknown as TrainingSettings;
  const { algorithm, seed, network, training } = settings;
  const linalg = engineOf(settings.precision);
  const dataset = datasetOf(settings.dataset.dir);
  return linalg.scope(() => {
    const parameters = startParameters(linalg, settings);
    const velocity = linalg.matrix(1, parameters.all.columns);
    const orderStream = createStream(seed, "order");
    const key = { algorithm, inference: settings.inference?.solver ?? null, seed };
    const batches: Row[] = [];
    const tests: Row[] = [];
    const outcomes: Record<string, number> = {};
    let batch = 0;
    for (let epoch = 1; epoch <= training.epochs; epoch++) {
      const order = permutation(training.images, orderStream);
      for (let from = 0; from < order.length; from += training.batchSize) {
        batch += 1;
        const images = order.subarray(from, from + training.batchSize);
        const { numbers, counts } = located(`batch ${batch}`, () =>
          linalg.scope(() => trainBatch(linalg, settings, parameters, velocity, dataset.train, images)),
        );
        batches.push({ ...key, batch, ...numbers });
        for (const [outcome, count] of Object.entries(counts))
          outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
      }
      tests.push({ ...key, epoch, accuracy: testAccuracy(linalg, settings, parameters, dataset.test) });
    }
    const weights = [trainedWeights(linalg, network, parameters, key)];
    return { tables: { batches, tests, [weightsTable]: weights }, outcomes };
  });
};

/** Adds where in the run a mistake of the settings showed. */
const located = <T>(place: string, body: () => T): T => {
  try {
    return body();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.code, `${place}: ${error.message}`);
    throw error;
  }
};

/** Throws when the loss has left the finite range. */
const requireLearning = (loss: number, learningRate: number): void => {
  if (Number.isFinite(loss)) return;
  throw new UserError(
    exitCode.cellsFailed,
    `training diverged: the loss is no longer a number, with training.learningRate ${learningRate}. Use a smaller one, ` +
      `for example --set training.learningRate=${learningRate / 10}.`,
  );
};

/** The numbers of one batch, and the update of the parameters in place. */
const trainBatch = (
  linalg: Linalg,
  settings: TrainingSettings,
  parameters: Parameters,
  velocity: Matrix,
  split: Split,
  images: Uint32Array,
): { numbers: Row; counts: OutcomeCounts } => {
  const { network, loss, training, dataset } = settings;
  const { input, target } = loadBatch(linalg, split, images, dataset.pixels);
  const pass = feedForward(linalg, network, parameters, input);
  const before = evaluate(linalg, loss, pass.preactivations.at(-1)!, target);
  requireLearning(before.loss, training.learningRate);
  const truth = backprop(linalg, network, parameters, pass, loss, target).parameters;
  linalg.combine(1 / images.length, truth.all, 0, truth.all, truth.all);
  if (settings.algorithm === "backprop") {
    momentumUpdate(linalg, parameters, velocity, truth, images.length, training);
    return { numbers: { ...before }, counts: {} };
  }
  const strength = settings.lambda!;
  const inference = settings.inference!;
  const engine = energyEngineOf(settings);
  const problem = { network, parameters, input, target, loss, pass, engine };
  const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
  const { gradient, relaxations } = twoPhaseEstimate(
    linalg,
    energy,
    network.sizes,
    oneSided(strength),
    inference,
  );
  for (const { nudge, relaxation } of relaxations)
    requireBounded(linalg, energy, nudge, inference, relaxation);
  const numbers: Record<string, Value> = {
    ...before,
    cosine: orMissing(compareGradients(linalg, gradient, truth).cosine),
  };
  compareLayers(linalg, gradient, truth).forEach(({ cosine }, l) => {
    numbers[`cosine_${l}`] = orMissing(cosine);
  });
  momentumUpdate(linalg, parameters, velocity, gradient, images.length, training);
  return { numbers, counts: countOutcomes(relaxations.map((phase) => phase.relaxation)) };
};

/** Fraction of the first `training.testImages` test images that the network classifies correctly. */
const testAccuracy = (
  linalg: Linalg,
  settings: TrainingSettings,
  parameters: Parameters,
  split: Split,
): number => {
  const { network, loss, training, dataset } = settings;
  let correct = 0;
  for (let from = 0; from < training.testImages; from += testBatch) {
    const count = Math.min(testBatch, training.testImages - from);
    linalg.scope(() => {
      const images = Uint32Array.from({ length: count }, (_, i) => from + i);
      const { input, target } = loadBatch(linalg, split, images, dataset.pixels);
      const pass = feedForward(linalg, network, parameters, input);
      correct += Math.round(evaluate(linalg, loss, pass.preactivations.at(-1)!, target).accuracy * count);
    });
  }
  return correct / training.testImages;
};
