import { flowOf, iterationOf, stateAt } from "../../energy/capabilities.ts";
import type { Energy } from "../../energy/energy.ts";
import type { Flow } from "../../energy/flow.ts";
import type { Nudge, Origin } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { descentsDiverged } from "../divergence.ts";
import { type Outcome, type Relaxation, scaleOf, worstOf } from "../outcome.ts";
import { readOut } from "../read-out.ts";
import { type Observer, recorder } from "../record.ts";
import { slidingSamples } from "../sliding.ts";
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
  const outcomes = Array.from(speeds, (speed, i): Outcome => {
    if (diverged[i]) return "diverged";
    return speed <= rest ? "converged" : "max-steps";
  });
  const sliding = slidingSamples(linalg, energy, from, nudge, flow, settings, { state, outcomes });
  const found = {
    state,
    known: null,
    outcomes: outcomes.map((outcome, i): Outcome => {
      const still = sliding.includes(i) ? "kink" : outcome;
      return hasArrived(settings, flow) ? still : worstOf([still, "not-arrived"])!;
    }),
    residuals: speeds,
    steps: new Uint32Array(speeds.length).fill(settings.steps),
    onKinks: [],
    minima: null,
  };
  const reading = { from, nudge, readout: "states" } as const;
  return readOut(linalg, energy, reading, found, signalsOf(linalg, energy, from, nudge));
};

/**
 * Whether the signal of the loss has been in every layer, on its longest way: it climbs down one connection a step, or all of
 * them in a top-down step.
 */
const hasArrived = ({ order, steps }: EulerSettings, { coordinates, stepsToArrive }: Flow): boolean =>
  order === "top-down" || steps >= (stepsToArrive ?? coordinates.length);

/** `−(λ/π) ∂L/∂x_l` where the phase begins, exactly: the first image of the map in error coordinates. Null without one. */
const signalsOf = (linalg: Linalg, energy: Energy, from: Origin, nudge: Nudge): Matrix[] | null => {
  const map = iterationOf(linalg, energy, from, nudge);
  if (map.known() === null) return null;
  const image = map.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  map.apply(image);
  return image;
};
