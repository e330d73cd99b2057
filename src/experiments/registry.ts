import { checkEquipment } from "../bench/provision/check-equipment.ts";
import { audit } from "./audit/present.ts";
import { cost } from "./cost/present.ts";
import { depth } from "./depth/present.ts";
import { energyEvolution } from "./energy-evolution/present.ts";
import { equilibriumDistance } from "./equilibrium-distance/present.ts";
import { estimatorOrder } from "./estimator-order/present.ts";
import type { Experiment } from "./experiment.ts";
import { feedbackSweep } from "./feedback-sweep/present.ts";
import { firstStep } from "./first-step/present.ts";
import { forces } from "./forces/present.ts";
import { inferenceDistance } from "./inference-distance/present.ts";
import { nudgeSweep } from "./nudge-sweep/present.ts";
import { targetAlignment } from "./target-alignment/present.ts";
import { trainCompare } from "./train-compare/present.ts";
import { trainingAccuracy } from "./training-accuracy/present.ts";
import { trainingSimilarity } from "./training-similarity/present.ts";

/** An experiment whose config type has been forgotten; its own schema checks what it is given. */
// biome-ignore lint/suspicious/noExplicitAny: each experiment's schema guards the type that its functions take.
export type AnyExperiment = Experiment<any>;

/** Experiments by the name that a config has for them. */
export type Experiments = Readonly<Record<string, AnyExperiment>>;

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
  depth,
  targetAlignment,
  audit,
  cost,
];

/** The experiments by name. Each also checks that what it is computed with fits together. What computes their cells is in `works.ts`. */
export const experiments: Experiments = Object.fromEntries(
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
