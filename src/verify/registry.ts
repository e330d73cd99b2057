import type { Claim } from "./claim.ts";
import { energySlopes } from "./claims/energy-slopes.ts";
import { equation16 } from "./claims/equation-16.ts";
import { equilibriumDistance } from "./claims/equilibrium-distance.ts";
import { feedbackOrder } from "./claims/feedback-order.ts";
import { feedbackWall } from "./claims/feedback-wall.ts";
import { firstStep } from "./claims/first-step.ts";
import { fixedPrediction } from "./claims/fixed-prediction.ts";
import { float32Wall } from "./claims/float32-wall.ts";
import { freePhase } from "./claims/free-phase.ts";
import { freePhaseBackprop } from "./claims/free-phase-backprop.ts";
import { freePhaseForce } from "./claims/free-phase-force.ts";
import { holomorphicCoding } from "./claims/holomorphic-coding.ts";
import { holomorphicHopfield } from "./claims/holomorphic-hopfield.ts";
import { hopfieldOrder } from "./claims/hopfield-order.ts";
import { implicitIsBackprop } from "./claims/implicit-gradient.ts";
import { linearEquilibrium } from "./claims/linear-equilibrium.ts";
import { negativeNudge } from "./claims/negative-nudge.ts";
import { nudgeAsStated } from "./claims/nudge-as-stated.ts";
import { nudgeMnist } from "./claims/nudge-mnist.ts";
import { nudgeOrder } from "./claims/nudge-order.ts";
import { precisionNudge } from "./claims/precision-nudge.ts";
import { richardsonOrder } from "./claims/richardson-order.ts";
import { symmetricOrder } from "./claims/symmetric-order.ts";
import { trainingAccuracy } from "./claims/training-accuracy.ts";
import { trainingCosine } from "./claims/training-cosine.ts";
import { trainingFloat32 } from "./claims/training-float32.ts";
import { weakFeedbackOrder } from "./claims/weak-feedback-order.ts";

/** Every claim, in the order of the paper's argument. To add one: write its file, and a line here. */
export const claims: readonly Claim[] = [
  freePhase,
  freePhaseForce,
  freePhaseBackprop,
  energySlopes,
  firstStep,
  fixedPrediction,
  linearEquilibrium,
  equilibriumDistance,
  equation16,
  richardsonOrder,
  feedbackOrder,
  feedbackWall,
  weakFeedbackOrder,
  precisionNudge,
  implicitIsBackprop,
  hopfieldOrder,
  symmetricOrder,
  negativeNudge,
  holomorphicCoding,
  holomorphicHopfield,
  nudgeOrder,
  nudgeAsStated,
  nudgeMnist,
  trainingAccuracy,
  trainingCosine,
  float32Wall,
  trainingFloat32,
];
