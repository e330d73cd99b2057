import type { z } from "zod";
import { energyEngine, energyOf } from "../../bench/cell-energy.ts";
import { type EnergyIdentity, engine } from "../../bench/equipment.ts";
import type { InferenceSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { loadBatch } from "../../bench/load-batch.ts";
import { trainingSetup } from "../../bench/training-settings.ts";
import type { Uses } from "../../bench/work.ts";
import type { EnergyRecord } from "../../energy/problem.ts";
import { energies, energyNames } from "../../energy/registry.ts";
import type { Estimator } from "../../gradient/estimator.ts";
import { estimatorNamed } from "../../gradient/registry.ts";
import { networkOf } from "../../network/description/description.ts";
import { createStream } from "../../random/stream.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row, Value } from "../../rows/row.ts";
import type { Progress } from "../../training/progress.ts";
import { train } from "../../training/train.ts";
import { trainedWeights, weightsTable } from "../trained-weights.ts";

/** What every training cell is determined by, whatever teaches the network. */
export const runSettings = trainingSetup.extend({ engine });

/** With an energy in place of the estimator's own, where there is one. */
export type RunSettings = z.output<typeof runSettings> & { readonly energy?: EnergyIdentity };

/** What an experiment makes of a training run. */
interface Report {
  readonly estimator: Estimator;
  /** The value of the estimator's dial. */
  readonly dial: number;
  /** Null where nothing relaxes. */
  readonly inference: InferenceSettings | null;
  readonly compares: (batch: number) => boolean;
  /** The columns that all rows of the run have. */
  readonly key: Readonly<Record<string, Value>>;
  /** `energy`: in place of the estimator's own. */
  readonly row: (batch: Progress["batches"][number], energy: EnergyRecord | undefined) => Row;
}

/** Examples that a training run is taught. */
export const runExamples = ({ training }: Pick<RunSettings, "training">): number =>
  training.epochs * training.images;

/** What a training run is computed with. The truth of a recurrent energy is read at rest, whatever else is relaxed by. */
export const runUses = (
  name: string,
  inference: Pick<InferenceSettings, "solver"> | undefined,
  chosen?: unknown,
): Uses => {
  const { energy: own, truth: itsTruth } = estimatorNamed(name);
  const named = energyNames.find((each) => each === chosen);
  const energy = chosen === undefined ? own : (named ?? null);
  // A custom energy may have a free phase that has to be relaxed to.
  const truth = chosen === undefined ? itsTruth : named === undefined ? "implicit" : energies[named].truth;
  return {
    estimators: [name],
    energies: energy === null ? [] : [energy],
    writesWeights: true,
    solvers: [...(inference ? [inference.solver] : []), ...(truth === "implicit" ? ["equilibrium"] : [])],
  };
};

/** For an estimator that reads none. */
const noInference: InferenceSettings = {
  solver: "equilibrium",
  tolerance: 0,
  maxIterations: 0,
  readout: "errors",
};

/** Trains the network of a cell's seed, and gives its tables: batches, tests, and the trained weights. */
export const trainingRun = (laboratory: Laboratory, settings: RunSettings, report: Report): CellResult => {
  const { seed, dataset, loss, training } = settings;
  const network = networkOf(settings.network);
  const { estimator, dial, inference, compares, key, row } = report;
  const { record: energy, expressed, start } = energyOf(laboratory, settings);
  const linalg = laboratory.linalg(settings.precision);
  const images = laboratory.dataset(dataset.dir);
  return linalg.scope(() => {
    const parameters = start(linalg);
    const progress = train(
      {
        linalg,
        network,
        parameters,
        loss,
        // An energy of TensorFlow.js binds itself.
        engine: expressed === null ? energyEngine(laboratory, settings.engine) : undefined,
        estimator,
        energy,
        dial,
        inference: inference ?? noInference,
        schedule: training,
        seed,
        order: createStream(seed, "order"),
        trainingExamples: (numbers) => loadBatch(linalg, images.train, numbers, dataset.pixels),
        testExamples: (numbers) => loadBatch(linalg, images.test, numbers, dataset.pixels),
        compares,
      },
      laboratory.checkpoints,
    );
    const outcomes: Record<string, number> = {};
    for (const lesson of progress.batches)
      for (const [outcome, count] of Object.entries(lesson.outcomes))
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    return {
      tables: {
        batches: progress.batches.map((lesson) => ({ ...key, batch: lesson.batch, ...row(lesson, energy) })),
        test: progress.tests.map((test) => ({ ...key, ...test })),
        [weightsTable]: [trainedWeights(linalg, network, parameters, key, expressed?.others)],
      },
      outcomes,
    };
  });
};
