import { flowOf, stateAt } from "../../energy/capabilities.ts";
import type { Energy } from "../../energy/energy.ts";
import type { Nudge, Origin } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { descentsDiverged } from "../divergence.ts";
import { type Outcome, type Relaxation, scaleOf } from "../outcome.ts";
import { type Observer, recorder } from "../record.ts";
import { eulerStepper, type StepOrder } from "../step/euler-step.ts";

export interface EulerSettings {
  readonly solver: "euler";
  /** η, in units of the time constant of the dynamics. */
  readonly stepSize: number;
  readonly steps: number;
  readonly order: StepOrder;
  /** A sample counts as converged when ‖∂F/∂x‖ is at most this times |λ|; the steps are all taken anyway. */
  readonly tolerance: number;
}

/**
 * Explicit Euler: `x ← x + η dx/dt`, `dx/dt = −∂F/∂x` (Eq. 1), for a fixed number of steps. First order in η. Stable
 * for η < 2 / λ_max of the Hessian of F; a descent that ends at a higher energy than it began, or with a hundred times
 * the force, is `diverged`.
 */
export const relaxByEuler = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: EulerSettings,
  observe: Observer | null = null,
): Relaxation => {
  const flow = flowOf(linalg, energy, from, nudge);
  const stepper = eulerStepper(linalg, flow, settings.stepSize, settings.order);
  const record = recorder(linalg, flow, observe);
  record(0);
  const startSpeeds = stepper.speeds();
  for (let step = 1; step <= settings.steps; step++) {
    stepper.step();
    record(step);
  }
  const state = flow.state();
  const speeds = stepper.speeds();
  const descent = { from: stateAt(energy, from), startSpeeds, state, speeds };
  const diverged = descentsDiverged(linalg, energy, nudge, descent);
  const rest = settings.tolerance * scaleOf(nudge);
  return {
    state,
    outcomes: Array.from(speeds, (speed, i): Outcome => {
      if (diverged[i]) return "diverged";
      return speed <= rest ? "converged" : "max-steps";
    }),
    residuals: speeds,
    steps: new Uint32Array(speeds.length).fill(settings.steps),
    onKinks: [],
  };
};
