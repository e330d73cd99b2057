import type { Nudge } from "./state.ts";

/** λ of a nudge where clamping the output is the loss with λ = 1 (Millidge et al. 2022, appendix A.2.1). */
export const clampedAtOne = (nudge: Nudge): number => (nudge === "clamped" ? 1 : nudge);

/** λ of a nudge of an energy that is nudged, not clamped. */
export const neverClamped =
  (energy: string) =>
  (nudge: Nudge): number => {
    if (nudge === "clamped") throw new Error(`the energy ${energy} is nudged, not clamped`);
    return nudge;
  };

/** Length of a step along the force at the output, which the loss stiffens by |λ|. */
export const outputDamping = (strength: number): number => 1 / (1 + Math.abs(strength));

/** The steps of all layers, the output being the last state. */
export const dampedAtOutput = (layers: number, strength: number): number[] =>
  Array.from({ length: layers }, (_, i) => (i + 1 === layers ? outputDamping(strength) : 1));
