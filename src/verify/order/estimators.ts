import { estimatorNamed } from "../../gradient/registry.ts";
import { trueGradient } from "../../gradient/truth.ts";
import type { Order } from "./order.ts";

/** What an order takes from an estimator: its estimate, and the gradient that it is meant to converge to. */
export const subject = (name: string): Pick<Order, "estimate" | "truth"> => {
  const estimator = estimatorNamed(name);
  return { estimate: estimator.estimate, truth: (bench) => trueGradient(bench, estimator) };
};

/** Where an estimate divides a difference by λ, it divides what inference leaves over too. */
export const divides = (dial: number): number => 1 / dial;
