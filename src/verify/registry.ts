import type { Claim } from "./claim.ts";
import { depthWidthLinear } from "./claims/innocenti-2025/depth-width-linear.ts";
import { depthWidthTanh } from "./claims/innocenti-2025/depth-width-tanh.ts";
import { negativeNudge } from "./claims/laborieux-2021/negative-nudge.ts";
import { negativeSaddle } from "./claims/laborieux-2021/negative-saddle.ts";
import { symmetricOrder } from "./claims/laborieux-2021/symmetric-order.ts";
import { holomorphicCoding } from "./claims/laborieux-zenke-2022/holomorphic-coding.ts";
import { holomorphicHopfield } from "./claims/laborieux-zenke-2022/holomorphic-hopfield.ts";
import { feedbackAlignment } from "./claims/lillicrap-2016/feedback-alignment.ts";
import { anyGraphOrders } from "./claims/millidge-2020/any-graph-orders.ts";
import { fixedPrediction } from "./claims/millidge-2020/fixed-prediction.ts";
import { anyArchitecture } from "./claims/millidge-2022/any-architecture.ts";
import { anyEnergy } from "./claims/millidge-2022/any-energy.ts";
import { basinMnist } from "./claims/millidge-2022/basin-mnist.ts";
import { displacementOrder } from "./claims/millidge-2022/displacement-order.ts";
import { energyDerivative } from "./claims/millidge-2022/energy-derivative.ts";
import { energyFalls } from "./claims/millidge-2022/energy-falls.ts";
import { energySlopes } from "./claims/millidge-2022/energy-slopes.ts";
import { equation16 } from "./claims/millidge-2022/equation-16.ts";
import { equation16Taylor } from "./claims/millidge-2022/equation-16-taylor.ts";
import { equilibriumDistance } from "./claims/millidge-2022/equilibrium-distance.ts";
import { equilibriumReached } from "./claims/millidge-2022/equilibrium-reached.ts";
import { errorFactors } from "./claims/millidge-2022/error-factors.ts";
import { float32Wall } from "./claims/millidge-2022/float32-wall.ts";
import { forcesCancel } from "./claims/millidge-2022/forces-cancel.ts";
import { freePhase } from "./claims/millidge-2022/free-phase.ts";
import { freePhaseBackprop } from "./claims/millidge-2022/free-phase-backprop.ts";
import { freePhaseForce } from "./claims/millidge-2022/free-phase-force.ts";
import { layerwiseCoupling } from "./claims/millidge-2022/layerwise-coupling.ts";
import { linearEquilibrium } from "./claims/millidge-2022/linear-equilibrium.ts";
import { linearInLambda } from "./claims/millidge-2022/linear-in-lambda.ts";
import { linearMnist } from "./claims/millidge-2022/linear-mnist.ts";
import { nudgeAsStated } from "./claims/millidge-2022/nudge-as-stated.ts";
import { nudgeMnist } from "./claims/millidge-2022/nudge-mnist.ts";
import { nudgeOrder } from "./claims/millidge-2022/nudge-order.ts";
import { readoutWall } from "./claims/millidge-2022/readout-wall.ts";
import { relaxedGradient } from "./claims/millidge-2022/relaxed-gradient.ts";
import { shrinkingGradients } from "./claims/millidge-2022/shrinking-gradients.ts";
import { signalArrival } from "./claims/millidge-2022/signal-arrival.ts";
import { trainingAccuracy } from "./claims/millidge-2022/training-accuracy.ts";
import { trainingCosine } from "./claims/millidge-2022/training-cosine.ts";
import { trainingFloat32 } from "./claims/millidge-2022/training-float32.ts";
import { trainingLargeNudge } from "./claims/millidge-2022/training-large-nudge.ts";
import { velocityDistance } from "./claims/millidge-2022/velocity-distance.ts";
import { targetAlignment } from "./claims/oliviers-2026/target-alignment.ts";
import { targetAlignmentLinear } from "./claims/oliviers-2026/target-alignment-linear.ts";
import { targetAlignmentWhere } from "./claims/oliviers-2026/target-alignment-where.ts";
import { richardsonOrder } from "./claims/richardson-1911/richardson-order.ts";
import { hopfieldOrder } from "./claims/scellier-bengio-2017/hopfield-order.ts";
import { implicitIsBackprop } from "./claims/scellier-bengio-2017/implicit-gradient.ts";
import { recurrentBackprop } from "./claims/scellier-bengio-2019/recurrent-backprop.ts";
import { augmentedLagrangianLinear } from "./claims/seely-gould-2026/augmented-lagrangian-linear.ts";
import { augmentedLagrangianOrder } from "./claims/seely-gould-2026/augmented-lagrangian-order.ts";
import { augmentedLagrangianRate } from "./claims/seely-gould-2026/augmented-lagrangian-rate.ts";
import { creditOverDepth } from "./claims/seely-gould-2026/credit-over-depth.ts";
import { firstStep } from "./claims/song-2020/first-step.ts";
import { precisionNudge } from "./claims/whittington-bogacz-2017/precision-nudge.ts";
import { weakFeedbackOrder } from "./claims/whittington-bogacz-2017/weak-feedback-order.ts";
import { contrastiveFunction } from "./claims/xie-seung-2003/contrastive-function.ts";
import { feedbackOrder } from "./claims/xie-seung-2003/feedback-order.ts";
import { feedbackWall } from "./claims/xie-seung-2003/feedback-wall.ts";

/** Every claim, by paper and in the order of its argument. To add one: write its file in the paper's folder, and a line here. */
export const claims: readonly Claim[] = [
  // Millidge et al. 2022
  freePhase,
  freePhaseForce,
  freePhaseBackprop,
  layerwiseCoupling,
  signalArrival,
  velocityDistance,
  energySlopes,
  energyFalls,
  forcesCancel,
  linearEquilibrium,
  equilibriumReached,
  basinMnist,
  equilibriumDistance,
  displacementOrder,
  errorFactors,
  equation16,
  equation16Taylor,
  energyDerivative,
  relaxedGradient,
  anyEnergy,
  nudgeOrder,
  linearInLambda,
  nudgeAsStated,
  anyArchitecture,
  nudgeMnist,
  linearMnist,
  trainingAccuracy,
  trainingCosine,
  trainingLargeNudge,
  shrinkingGradients,
  float32Wall,
  readoutWall,
  trainingFloat32,
  // Whittington & Bogacz 2017
  weakFeedbackOrder,
  precisionNudge,
  // Song et al. 2020, Millidge et al. 2020
  firstStep,
  fixedPrediction,
  anyGraphOrders,
  // Xie & Seung 2003
  contrastiveFunction,
  feedbackOrder,
  feedbackWall,
  // Scellier & Bengio 2017
  implicitIsBackprop,
  hopfieldOrder,
  // Scellier & Bengio 2019
  recurrentBackprop,
  // What makes the order higher
  symmetricOrder,
  negativeNudge,
  negativeSaddle,
  holomorphicCoding,
  holomorphicHopfield,
  richardsonOrder,
  // Seely & Gould 2026
  augmentedLagrangianOrder,
  augmentedLagrangianLinear,
  augmentedLagrangianRate,
  creditOverDepth,
  // Innocenti et al. 2025
  depthWidthLinear,
  depthWidthTanh,
  // Oliviers et al. 2026
  targetAlignment,
  targetAlignmentWhere,
  targetAlignmentLinear,
  // The other end of the yardstick
  feedbackAlignment,
];
