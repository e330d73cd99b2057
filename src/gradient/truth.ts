import { passOf } from "../energy/problem.ts";
import { bindEnergy, energies } from "../energy/registry.ts";
import { freeState } from "../inference/free-state.ts";
import { backprop } from "../network/backprop.ts";
import type { Parameters } from "../network/parameters.ts";
import type { Bench, Estimator } from "./estimator.ts";
import { type Truth, truthAtFreePhase } from "./implicit.ts";

/** Gradient of the mean loss by backprop through the feed-forward network. */
export const backpropGradient = ({ linalg, problem }: Bench): Parameters => {
  const { input, target, loss } = problem;
  const pass = passOf(linalg, problem);
  const gradient = backprop(linalg, pass, loss, target).parameters;
  linalg.scale(1 / input.rows, gradient.all, gradient.all);
  return gradient;
};

/** The gradient that an estimator converges to on a bench, of the mean loss over the batch. */
export const trueGradient = (bench: Bench, estimator: Pick<Estimator, "truth" | "energy">): Parameters =>
  truthOf(bench, estimator).gradient;

/** The same, and where it comes from. */
export const truthOf = (bench: Bench, { truth, energy: own }: Pick<Estimator, "truth" | "energy">): Truth => {
  const { linalg, problem, inference, energy = own === null ? undefined : energies[own] } = bench;
  if ((bench.energy?.truth ?? truth) === "backprop")
    return { gradient: backpropGradient(bench), by: "backprop" };
  if (energy === undefined) throw new Error("an implicit gradient is that of an energy");
  const bound = bindEnergy(linalg, energy, problem);
  return truthAtFreePhase(linalg, bound, freeState(linalg, bound, inference));
};
