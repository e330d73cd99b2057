import type { Energy } from "../energy/energy.ts";
import { clampedAtOne } from "../energy/nudge.ts";
import type { Nudge, State } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";

/** A force that has grown by this much since the start of a phase will not come to rest. */
const runawayGrowth = 100;

/** What the energy of a sample at rest moves by in rounding, relative to what it began with. */
const rounding = { float64: 1e-12, float32: 1e-4 };

/** How far a descent has come: ‖dx/dt‖ per sample at its start and now, and the two states. */
export interface Descent {
  readonly from: State;
  readonly startSpeeds: Float64Array;
  readonly state: State;
  readonly speeds: Float64Array;
}

/**
 * Per sample whether a descent has diverged: the energy has risen, the force has grown a hundredfold (under a negative nudge
 * the energy may fall for ever), or a number has left the finite range.
 */
export const descentsDiverged = (
  linalg: Linalg,
  energy: Energy,
  nudge: Nudge,
  { from, startSpeeds, state, speeds }: Descent,
): readonly boolean[] => {
  const before = totalEnergies(energy, from, nudge);
  const after = totalEnergies(energy, state, nudge);
  return Array.from(speeds, (speed, i) => {
    const rise = after[i]! - before[i]!;
    const runaway = startSpeeds[i]! > 0 && speed > runawayGrowth * startSpeeds[i]!;
    const bounded = Number.isFinite(speed) && rise <= rounding[linalg.precision] * Math.abs(before[i]!);
    return !bounded || runaway;
  });
};

/** F per sample. With a clamped output it is the internal energy, up to the constant that the loss then is. */
export const totalEnergies = (energy: Energy, state: State, nudge: Nudge): Float64Array => {
  const { internal, supervised } = energy.values(state);
  const strength = clampedAtOne(nudge);
  return internal.map((value, i) => value + strength * supervised[i]!);
};
