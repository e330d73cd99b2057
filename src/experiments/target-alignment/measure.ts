import { mean } from "simple-statistics";
import { z } from "zod";
import { engine } from "../../bench/equipment.ts";
import { equilibrium } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { loadBatch } from "../../bench/load-batch.ts";
import { startParameters } from "../../bench/start-parameters.ts";
import { trainingSetup } from "../../bench/training-settings.ts";
import type { Work } from "../../bench/work.ts";
import { compareGradients } from "../../gradient/compare.ts";
import { backprop } from "../../gradient/estimator/backprop.ts";
import { pcNudge } from "../../gradient/estimator/pc-nudge.ts";
import type { Bench } from "../../gradient/estimator.ts";
import { targetAlignment as alignmentOf, eachAlone } from "../../gradient/target-alignment.ts";
import { countOutcomes, type Relaxation } from "../../inference/outcome.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { networkOf } from "../../network/description/description.ts";
import type { Parameters } from "../../network/parameters.ts";
import { createStream } from "../../random/stream.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing, type Row } from "../../rows/row.ts";
import { train } from "../../training/train.ts";
import { relaxationNotes } from "../relaxation-notes.ts";

const { training: schedule, ...setup } = trainingSetup.shape;
const key = z.strictObject({ depth: z.int(), width: z.int(), moment: z.string() });

/** A network that is trained first has `training`; one that is looked at as it is initialised has none. */
const schema = z.strictObject({
  ...setup,
  engine,
  inference: equilibrium,
  training: schedule.exactOptional(),
  samples: z.int(),
  lambda: z.array(z.number()),
  key,
});

type Given = z.output<typeof schema>;

/** The network of a cell: as its seed draws it, or trained by backprop from there, with its accuracy on the test images. */
const prepared = (
  laboratory: Laboratory,
  linalg: Linalg,
  settings: Given,
): { readonly parameters: Parameters; readonly tested: number | null } => {
  const { dataset, loss, seed, training, inference } = settings;
  const parameters = startParameters(laboratory, linalg, settings);
  if (training === undefined) return { parameters, tested: null };
  const images = laboratory.dataset(dataset.dir);
  const { tests } = train(
    {
      linalg,
      network: networkOf(settings.network),
      parameters,
      loss,
      engine: undefined,
      estimator: backprop,
      dial: 1,
      inference,
      schedule: training,
      seed,
      order: createStream(seed, "order"),
      trainingExamples: (numbers) => loadBatch(linalg, images.train, numbers, dataset.pixels),
      testExamples: (numbers) => loadBatch(linalg, images.test, numbers, dataset.pixels),
      compares: () => false,
    },
    laboratory.checkpoints,
  );
  return { parameters, tested: tests.at(-1)!.accuracy };
};

/** One sample at one λ. */
interface Observation {
  readonly row: Row & { readonly lambda: number };
  readonly relaxation: Relaxation;
}

const observe = (bench: Bench, lambdas: readonly number[]): Observation[] => {
  const { linalg } = bench;
  return eachAlone(bench, ({ bench: alone, error }, sample) => {
    const { pass } = alone.problem;
    const truth = backprop.estimate(alone, 1).gradient;
    const itsAlignment = alignmentOf(linalg, pass, error, truth);
    return lambdas.map((lambda) =>
      linalg.scope((): Observation => {
        const { gradient, relaxations } = pcNudge.estimate(alone, lambda);
        const { relaxation } = relaxations[0]!;
        const notes = relaxationNotes([relaxation]);
        const measured = notes.outcome !== "diverged";
        const alignment = measured ? alignmentOf(linalg, pass, error, gradient) : Number.NaN;
        const { cosine } = compareGradients(linalg, gradient, truth);
        return {
          relaxation,
          row: {
            sample,
            lambda,
            alignment: orMissing(alignment),
            backprop_alignment: orMissing(itsAlignment),
            advantage: orMissing(alignment - itsAlignment),
            cosine: orMissing(measured ? cosine : Number.NaN),
            ...notes,
          },
        };
      }),
    );
  }).flat();
};

/** The mean of a column over samples, of those that have it. */
const meanOf = (rows: readonly Row[], column: string): number | null => {
  const values = rows.flatMap((row) => (typeof row[column] === "number" ? [row[column]] : []));
  return values.length === 0 ? null : mean(values);
};

/** Target alignment of backprop and of PC-Nudge at each λ, on each sample alone and averaged over them. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { precision, dataset, loss, seed, lambda: lambdas, samples, inference } = settings;
  const linalg = laboratory.linalg(precision);
  return linalg.scope(() => {
    const { parameters, tested } = prepared(laboratory, linalg, settings);
    const { train: split } = laboratory.dataset(dataset.dir);
    const numbers = Array.from({ length: samples }, (_, sample) => sample);
    const examples = loadBatch(linalg, split, numbers, dataset.pixels);
    const problem = { network: networkOf(settings.network), parameters, loss, ...examples };
    const observations = observe({ linalg, problem, inference }, lambdas);
    const keys = { ...settings.key, seed };
    const means = lambdas.map((lambda): Row => {
      const own = observations.filter(({ row }) => row.lambda === lambda);
      const rows = own.map(({ row }) => row);
      const known = rows.flatMap(({ advantage }) => (typeof advantage === "number" ? [advantage] : []));
      return {
        ...keys,
        lambda,
        alignment: meanOf(rows, "alignment"),
        backprop_alignment: meanOf(rows, "backprop_alignment"),
        advantage: meanOf(rows, "advantage"),
        better: known.length === 0 ? null : known.filter((advantage) => advantage > 0).length / known.length,
        cosine: meanOf(rows, "cosine"),
        test_accuracy: tested,
        ...relaxationNotes(own.map(({ relaxation }) => relaxation)),
        iterations: meanOf(rows, "iterations"),
      };
    });
    return {
      tables: { alignments: means, samples: observations.map(({ row }) => ({ ...keys, ...row })) },
      outcomes: countOutcomes(observations.map(({ relaxation }) => relaxation)),
    };
  });
};

const uses: Work<Given>["uses"] = ({ inference }) => ({
  energies: ["predictive-coding"],
  estimators: ["backprop", "pc-nudge"],
  solvers: [inference.solver],
});

/** Samples at every λ, and a part of what training takes: it is backprop alone. */
const examples: Work<Given>["examples"] = ({ samples, lambda, training }) =>
  samples * lambda.length + (training === undefined ? 0 : (training.epochs * training.images) / 30);

export const targetAlignment: Work<Given> = { name: "target-alignment", schema, uses, examples, measure };
