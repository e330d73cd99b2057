import { passOf } from "../energy/problem.ts";
import { bindEnergy, energies } from "../energy/registry.ts";
import { relax } from "../inference/relax.ts";
import type { Matrix } from "../linalg/linalg.ts";
import type { Bench, Estimator } from "./estimator.ts";

/** What the network of an estimator answers [batch, n_L]: its output in the free phase, without any target. */
export const freeOutput = (
  { linalg, problem, inference }: Bench,
  { freePhase, energy, dial: kind }: Estimator,
  dial: number,
): Matrix => {
  if (freePhase === "feed-forward" || energy === null) return passOf(linalg, problem).preactivations.at(-1)!;
  const bound = bindEnergy(linalg, energies[energy], problem, kind === "lambda" ? 1 : dial);
  return relax(linalg, bound, bound.start, 0, inference).state.at(-1)!;
};
