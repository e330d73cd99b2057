import type { AnyWork } from "../bench/work.ts";
import { audit } from "./audit/measure.ts";
import { cost } from "./cost/measure.ts";
import { depth } from "./depth/measure.ts";
import { energyEvolution } from "./energy-evolution/measure.ts";
import { estimatorOrder } from "./estimator-order/measure.ts";
import { feedbackSweep } from "./feedback-sweep/measure.ts";
import { firstStep } from "./first-step/measure.ts";
import { forces } from "./forces/measure.ts";
import { inferenceDistance } from "./inference-distance/measure.ts";
import { nudge } from "./nudge/measure.ts";
import { own } from "./own/measure.ts";
import { targetAlignment } from "./target-alignment/measure.ts";
import { trainCompare } from "./train-compare/measure.ts";
import { training } from "./training/measure.ts";

/** What a worker can compute. A worker loads this and what it needs, and nothing of how rows are shown. */
export const works: readonly AnyWork[] = [
  audit,
  cost,
  depth,
  energyEvolution,
  estimatorOrder,
  feedbackSweep,
  firstStep,
  forces,
  inferenceDistance,
  nudge,
  own,
  targetAlignment,
  trainCompare,
  training,
];
