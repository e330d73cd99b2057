import type { Estimator } from "../gradient/estimator.ts";
import { estimators } from "../gradient/registry.ts";
import { trueGradient } from "../gradient/truth.ts";
import type { Order } from "./order.ts";

/** An estimator of the registry by its name. Throws an Error, a bug of ours, for an unknown one. */
export function estimatorNamed(name: string): Estimator {
  const found = estimators.find((estimator) => estimator.name === name);
  if (found === undefined) throw new Error(`no estimator is called ${name}`);
  return found;
}

/** What an order takes from an estimator: its estimate, and the gradient that it is meant to converge to. */
export function subject(name: string): Pick<Order, "estimate" | "truth"> {
  const estimator = estimatorNamed(name);
  return { estimate: estimator.estimate, truth: (bench) => trueGradient(bench, estimator) };
}

/** Where an estimate divides a difference by λ, it divides what inference leaves over too. */
export const divides = (dial: number): number => 1 / dial;
