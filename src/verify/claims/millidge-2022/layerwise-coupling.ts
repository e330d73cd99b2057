import { passOf } from "../../../energy/problem.ts";
import type { State } from "../../../energy/state.ts";
import { compareVectors } from "../../../gradient/compare.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import type { Matrix } from "../../../linalg/linalg.ts";
import { backprop } from "../../../network/backprop.ts";
import { type Claim, check, stated, stronger } from "../../claim.ts";
import { gradientByDifferences } from "../../measure/differences.ts";
import { displace } from "../../measure/displace.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestOf } from "../../measure/largest.ts";
import { type Weighting, weightedCoding } from "../../measure/linear/weighted-coding.ts";
import { tanhNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost } from "../../window.ts";

const lambda = 0.5;
const stepSize = 0.5;

/** diag(1, 2, 1, 2, …) in every layer, and 1, 2, 3 times the identity. */
const byUnit: Weighting = (_, unit) => 1 + (unit % 2);
const byLayer: Weighting = (layer) => layer;

const velocity = "Π = diag(1, 2, …): velocity of the penultimate layer at t = 0, relative distance";
const apart = "Π = diag(1, 2, …): layer l at its first motion, relative distance";
const together = "Π = l · identity: layer l at its first motion up to a factor, relative distance";
const predicted = "Π = diag(1, 2, …): first motion against η^{L−l} λ Jᵀ Π Jᵀ …, relative distance";
const derivative = "force against differences of the energy, relative distance";
const least = "Π = diag(1, 2, …): smallest of these distances";

const parts = [
  check(velocity, atMost(1e-12)),
  stated(apart, atMost(1e-12)),
  stronger(together, atMost(1e-12)),
  check(predicted, atMost(1e-12)),
  check(derivative, atMost(1e-9)),
  check(least, atLeast(0.05)),
];

/** The motion of each layer l at step L − l, when it first moves, from below. */
const firstMotions = ({ linalg, problem }: Bench, weight: Weighting): Matrix[] => {
  const pass = passOf(linalg, problem);
  const { force } = weightedCoding(linalg, pass, problem.target, weight);
  const start = pass.activities;
  const motions = start.map((x) => linalg.matrix(x.rows, x.columns));
  const steps = start.length;
  const path = (step: number, state: State) => {
    const i = steps - step;
    if (step > 0) linalg.combine(1, state[i]!, -1, start[i]!, motions[i]!);
  };
  const energy = { force: (at: State, _: unknown, out: State) => force(at, lambda, out) };
  eulerByForce(linalg, energy, start, lambda, { stepSize, steps }, path);
  return motions;
};

/** Backprop with Π_l between the layers: what leaves layer l is multiplied by Π_l on its way down; scaled as the motion is. */
const weightedSignal = ({ linalg, problem }: Bench, weight: Weighting): Matrix[] => {
  const pass = passOf(linalg, problem);
  const { activities } = backprop(linalg, pass, problem.loss, problem.target);
  const signals = activities.map((x) => linalg.matrix(x.rows, x.columns));
  let scale = -lambda;
  for (let i = signals.length - 1; i >= 0; i--) {
    scale *= stepSize;
    const signal = signals[i]!;
    if (i === signals.length - 1) linalg.combine(scale, activities[i]!, 0, signal, signal);
    else {
      const above = signals[i + 1]!;
      const weights = linalg.values(problem.parameters.weights[i + 2 - 1]!);
      const [to, from, slopes] = [
        linalg.values(signal),
        linalg.values(above),
        linalg.values(pass.slopes[i + 1]!),
      ];
      for (let row = 0; row < signal.rows; row++) {
        for (let unit = 0; unit < signal.columns; unit++) {
          let sum = 0;
          for (let k = 0; k < above.columns; k++) {
            const entry = row * above.columns + k;
            sum += weights[unit * above.columns + k]! * slopes[entry]! * weight(i + 2, k) * from[entry]!;
          }
          to[row * signal.columns + unit] = stepSize * sum;
        }
      }
    }
  }
  return signals;
};

/** Relative distance of a layer's motion from the direction of −∂L/∂x_l, at its own length. */
const offDirection = ({ linalg }: Bench, motion: Matrix, gradient: Matrix): number => {
  const { cosine } = compareVectors(linalg, [motion], [gradient]);
  const ratio = lengthOf([...linalg.values(motion)]) / lengthOf([...linalg.values(gradient)]);
  const along = linalg.matrix(gradient.rows, gradient.columns);
  linalg.combine(cosine < 0 ? -ratio : ratio, gradient, 0, gradient, along);
  return compareVectors(linalg, [motion], [along]).relativeDistance;
};

const lengthOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

export const layerwiseCoupling: Claim = {
  id: "layerwise-coupling",
  paper: "millidge-2022",
  statement:
    "That inference begins along the gradient of backprop, layer by layer, is not unique to predictive coding: it is so for any energy whose free phase is the feed-forward pass.",
  equation: "first motion of x_l ∝ −∂L/∂x_l; needs −∂²I/∂x_l∂x_{l+1} = c_l (∂x_{l+1}/∂x_l)ᵀ",
  where: "§3.1, Eq. 11–14",
  source: "Millidge et al. 2022, section 3.1",
  conditions:
    "I = ½ Σ ε_lᵀ Π_l ε_l, λ = 0.5, Euler steps of 0.5; 5 networks of 6-5-4-3 tanh; distances at equal length",
  scale: "small",
  parts,
  expected: "holds under a stronger condition",
  condition:
    "the energy couples neighbouring layers by the Jacobian of the forward map, up to a factor for each layer",
  note: "The velocity at t = 0 is −λ times the partial derivative of the loss for any such energy. What reaches the layers below has gone through the energy's own coupling: with Π = diag(1, 2, …) through Jᵀ Π, which is not the Jᵀ of backprop, and points elsewhere.",
  measure: (engines) =>
    worstOver(engines, parts, [tanhNetwork], (bench, seed) => {
      const { linalg, problem } = bench;
      const pass = passOf(linalg, problem);
      const { activities } = backprop(linalg, pass, problem.loss, problem.target);
      const off = (motions: readonly Matrix[]) =>
        motions.map((motion, i) => offDirection(bench, motion, activities[i]!));
      const unequal = firstMotions(bench, byUnit);
      const top = linalg.matrix(unequal.at(-1)!.rows, unequal.at(-1)!.columns);
      linalg.combine(-lambda * stepSize, activities.at(-1)!, 0, top, top);
      const below = off(unequal).slice(0, -1);
      const energy = weightedCoding(linalg, pass, problem.target, byUnit);
      const elsewhere = displace(linalg, pass.activities, seed, 0.5);
      const force = elsewhere.map((x) => linalg.matrix(x.rows, x.columns));
      energy.force(elsewhere, lambda, force);
      const gradient = gradientByDifferences(linalg, elsewhere, (state) => energy.total(state, lambda));
      for (const matrix of gradient) linalg.combine(-1, matrix, 0, matrix, matrix);
      return {
        [velocity]: compareVectors(linalg, [unequal.at(-1)!], [top]).relativeDistance,
        [apart]: largestOf(below),
        [together]: largestOf(off(firstMotions(bench, byLayer))),
        [predicted]: compareVectors(linalg, unequal, weightedSignal(bench, byUnit)).relativeDistance,
        [derivative]: compareVectors(linalg, force, gradient).relativeDistance,
        [least]: Math.min(...below),
      };
    }),
};
