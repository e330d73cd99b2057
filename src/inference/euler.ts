import { flowOf, stateAt } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import type { Nudge, Origin, State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { type Outcome, type Relaxation, scaleOf } from "./outcome.ts";

export interface EulerSettings {
  readonly solver: "euler";
  /** η, in units of the time constant of the dynamics. */
  readonly stepSize: number;
  readonly steps: number;
  /** `top-down`: each layer sees the layer above already updated, as in the paper's published code. */
  readonly order: "simultaneous" | "top-down";
  /** A sample counts as converged when ‖∂F/∂x‖ is at most this times |λ|; the steps are all taken anyway. */
  readonly tolerance: number;
}

/** A force that has grown by this much since the start of a phase will not come to rest. */
const runawayGrowth = 100;

/** Sees the state after `step` Euler steps; 0 is the start. The state is only valid during the call. */
export type Observer = (step: number, state: State) => void;

/** Moves `position_l += η velocity_l`, all layers at once or one after another from the top. */
const stepper: Readonly<
  Record<
    EulerSettings["order"],
    (
      linalg: Linalg,
      position: readonly Matrix[],
      velocity: readonly Matrix[],
      update: () => void,
      eta: number,
    ) => void
  >
> = {
  simultaneous: (linalg, position, velocity, update, eta) => {
    update();
    position.forEach((x, l) => {
      linalg.addScaled(eta, velocity[l]!, x);
    });
  },
  "top-down": (linalg, position, velocity, update, eta) => {
    for (let l = position.length - 1; l >= 0; l--) {
      update();
      linalg.addScaled(eta, velocity[l]!, position[l]!);
    }
  },
};

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
  const velocity = flow.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  const watch = (step: number): void => {
    if (observe !== null) linalg.scope(() => observe(step, flow.state()));
  };
  watch(0);
  flow.velocity(velocity);
  const startSpeeds = flow.speeds(velocity);
  for (let step = 1; step <= settings.steps; step++) {
    stepper[settings.order](
      linalg,
      flow.coordinates,
      velocity,
      () => flow.velocity(velocity),
      settings.stepSize,
    );
    watch(step);
  }
  const state = flow.state();
  flow.velocity(velocity);
  const residuals = flow.speeds(velocity);
  const before = totalEnergies(energy, stateAt(energy, from), nudge);
  const after = totalEnergies(energy, state, nudge);
  const outcomes = Array.from(residuals, (residual, i): Outcome => {
    const rise = after[i]! - before[i]!;
    // Rounding moves the energy of a converged sample by a few units in the last place.
    const rounding = (linalg.precision === "float64" ? 1e-12 : 1e-4) * Math.abs(before[i]!);
    // Under a negative nudge the energy may fall for ever; then the force outgrows what it started with.
    const runaway = startSpeeds[i]! > 0 && residual > runawayGrowth * startSpeeds[i]!;
    if (!(Number.isFinite(residual) && rise <= rounding) || runaway) return "diverged";
    return residual <= settings.tolerance * scaleOf(nudge) ? "converged" : "max-steps";
  });
  return {
    state,
    outcomes,
    residuals,
    steps: new Uint32Array(residuals.length).fill(settings.steps),
    onKinks: [],
  };
};

/** F per sample. With a clamped output it is the internal energy, up to the constant that the loss then is. */
const totalEnergies = (energy: Energy, state: State, nudge: Nudge): Float64Array => {
  const { internal, supervised } = energy.values(state);
  const strength = nudge === "clamped" ? 1 : nudge;
  return internal.map((value, i) => value + strength * supervised[i]!);
};
