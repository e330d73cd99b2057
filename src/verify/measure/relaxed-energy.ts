import type { Energy } from "../../energy/energy.ts";
import type { Nudge, State } from "../../energy/state.ts";
import { stencil } from "../../gradient/directional.ts";
import type { Bench } from "../../gradient/estimator.ts";
import { relax } from "../../inference/relax.ts";
import { createStream } from "../../random/stream.ts";

/** A random direction in the space of the parameters, each entry U(−1, 1). */
export const randomDirection = ({ linalg, problem }: Bench, seed: number): number[] => {
  const { uniform } = createStream(seed, "order");
  return Array.from(linalg.values(problem.parameters.all), () => 2 * uniform() - 1);
};

/** d/dt of a number at t = 0, by five-point differences. */
export const slopeAt = (step: number, of: (t: number) => number): number =>
  stencil.reduce((sum, [k, weight]) => sum + (weight / step) * of(k * step), 0);

/** d/dt of a number that depends on the parameters, along θ + t v at t = 0; the parameters are put back. */
export const slopeAlongParameters = (
  { linalg, problem }: Bench,
  direction: readonly number[],
  step: number,
  of: () => number,
): number => {
  const theta = linalg.values(problem.parameters.all);
  const at = theta.slice();
  const slope = slopeAt(step, (t) => {
    theta.forEach((_, i) => {
      theta[i] = at[i]! + t * direction[i]!;
    });
    return linalg.scope(of);
  });
  theta.set(at);
  return slope;
};

/** Internal energy and loss where an energy comes to rest under a nudge, means over the batch. */
export const relaxedEnergy = (
  { linalg, inference }: Bench,
  energy: Energy,
  from: State | "start",
  nudge: Nudge,
): { readonly internal: number; readonly loss: number } => {
  const { internal, supervised } = energy.values(relax(linalg, energy, from, nudge, inference).state);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { internal: mean(internal), loss: mean(supervised) };
};

/** The product of a gradient and a direction. */
export const along = (values: ArrayLike<number>, direction: readonly number[]): number =>
  direction.reduce((sum, value, i) => sum + value * values[i]!, 0);
