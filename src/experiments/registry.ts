import { openEquipment } from "../bench/equipment.ts";
import { checkEquipment } from "../bench/provision.ts";
import type { Work } from "../rows/cell.ts";
import { energyEvolution, energyEvolutionWork } from "./energy-evolution/present.ts";
import { equilibriumDistance } from "./equilibrium-distance/present.ts";
import { estimatorOrder, estimatorOrderWork } from "./estimator-order/present.ts";
import type { Experiment } from "./experiment.ts";
import { feedbackSweep, feedbackSweepWork } from "./feedback-sweep/present.ts";
import { firstStep, firstStepWork } from "./first-step/present.ts";
import { forces, forcesWork } from "./forces/present.ts";
import { inferenceDistance, inferenceDistanceWork } from "./inference-distance/present.ts";
import { nudgeWork } from "./nudge/measure.ts";
import { nudgeSweep } from "./nudge-sweep/present.ts";
import { trainCompareWork } from "./train-compare/measure.ts";
import { trainCompare } from "./train-compare/present.ts";
import { trainingWork } from "./training/measure.ts";
import { trainingAccuracy } from "./training-accuracy/present.ts";
import { trainingSimilarity } from "./training-similarity/present.ts";

const computations: Readonly<Record<string, Work>> = {
  "energy-evolution": energyEvolutionWork,
  "estimator-order": estimatorOrderWork,
  "feedback-sweep": feedbackSweepWork,
  "first-step": firstStepWork,
  forces: forcesWork,
  "inference-distance": inferenceDistanceWork,
  nudge: nudgeWork,
  "train-compare": trainCompareWork,
  training: trainingWork,
};

/** What a worker can compute, by the name that cells carry: what a cell is computed with is opened first. */
export const works: Readonly<Record<string, Work>> = Object.fromEntries(
  Object.entries(computations).map(([name, work]): [string, Work] => [
    name,
    async (settings) => {
      await openEquipment(settings);
      return work(settings);
    },
  ]),
);

/** An experiment whose config type has been forgotten; its own schema checks what it is given. */
// biome-ignore lint/suspicious/noExplicitAny: each experiment's schema guards the type that its functions take.
export type AnyExperiment = Experiment<any>;

const all: readonly AnyExperiment[] = [
  energyEvolution,
  inferenceDistance,
  equilibriumDistance,
  nudgeSweep,
  trainingAccuracy,
  trainingSimilarity,
  estimatorOrder,
  firstStep,
  feedbackSweep,
  forces,
  trainCompare,
];

/** The experiments by name. Each also checks that what it is computed with fits together. */
export const experiments: Readonly<Record<string, AnyExperiment>> = Object.fromEntries(
  all.map((experiment): [string, AnyExperiment] => [
    experiment.name,
    {
      ...experiment,
      check: (config, dataset) => {
        checkEquipment(config);
        experiment.check(config, dataset);
      },
    },
  ]),
);
