import { outputOf } from "../energy/capabilities.ts";
import { passOf } from "../energy/problem.ts";
import { bindEnergy, energies } from "../energy/registry.ts";
import { freeState } from "../inference/free-state.ts";
import type { Matrix } from "../linalg/linalg.ts";
import { answersFeedForward, type Bench, type Estimator } from "./estimator.ts";

/** What the network of an estimator answers [batch, n_L]: its output in the free phase, without any target. */
export const freeOutput = (
  { linalg, problem, inference, energy }: Bench,
  estimator: Estimator,
  dial: number,
): Matrix => {
  const { energy: own, dial: kind } = estimator;
  if (own === null || answersFeedForward(estimator, energy))
    return passOf(linalg, problem).preactivations.at(-1)!;
  const bound = bindEnergy(linalg, energy ?? energies[own], problem, kind === "lambda" ? 1 : dial);
  return outputOf(bound, freeState(linalg, bound, inference));
};
