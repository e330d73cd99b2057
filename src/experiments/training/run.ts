import { type EquipmentSettings, energyEngineOf, startParameters } from "../../bench/equipment.ts";
import { datasetOf, engineOf } from "../../bench/laboratory.ts";
import { loadBatch } from "../../bench/load-batch.ts";
import type { Loss, Training } from "../../config/fields.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Estimator } from "../../gradient/estimator.ts";
import type { InferenceSettings } from "../../inference/relax.ts";
import { createStream } from "../../random/stream.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row, Value } from "../../rows/row.ts";
import { type Progress, train } from "../../training/train.ts";
import { trainedWeights, weightsTable } from "../trained-weights.ts";

/** What every training cell is determined by, whatever teaches the network. */
export interface RunSettings extends EquipmentSettings {
  readonly seed: number;
  readonly dataset: {
    readonly dir: string | null;
    readonly pixels: "unit" | "symmetric";
    readonly checksums: DatasetIdentity;
  };
  readonly loss: Loss;
  readonly training: Training;
  /** Absent where nothing relaxes. */
  readonly inference?: InferenceSettings;
}

/** What an experiment makes of a training run. */
interface Report {
  readonly estimator: Estimator;
  /** The value of the estimator's dial. */
  readonly dial: number;
  readonly compares: (batch: number) => boolean;
  /** The columns that all rows of the run have. */
  readonly key: Readonly<Record<string, Value>>;
  readonly row: (batch: Progress["batches"][number]) => Row;
}

/** For an estimator that reads none. */
const noInference: InferenceSettings = { solver: "equilibrium", tolerance: 0, maxIterations: 0 };

/** Trains the network of a cell's seed, and gives its tables: batches, tests, and the trained weights. */
export const trainingRun = (settings: RunSettings, report: Report): CellResult => {
  const { seed, network, dataset, loss, training } = settings;
  const { estimator, dial, compares, key, row } = report;
  const linalg = engineOf(settings.precision);
  const images = datasetOf(dataset.dir);
  return linalg.scope(() => {
    const parameters = startParameters(linalg, settings);
    const progress = train({
      linalg,
      network,
      parameters,
      loss,
      engine: energyEngineOf(settings),
      estimator,
      dial,
      inference: settings.inference ?? noInference,
      schedule: training,
      order: createStream(seed, "order"),
      trainingExamples: (numbers) => loadBatch(linalg, images.train, numbers, dataset.pixels),
      testExamples: (numbers) => loadBatch(linalg, images.test, numbers, dataset.pixels),
      compares,
    });
    const outcomes: Record<string, number> = {};
    for (const lesson of progress.batches)
      for (const [outcome, count] of Object.entries(lesson.outcomes))
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    return {
      tables: {
        batches: progress.batches.map((lesson) => ({ ...key, batch: lesson.batch, ...row(lesson) })),
        tests: progress.tests.map((test) => ({ ...key, ...test })),
        [weightsTable]: [trainedWeights(linalg, network, parameters, key)],
      },
      outcomes,
    };
  });
};
