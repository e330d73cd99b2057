/**
 * What an estimate is, by how much of its way to the equilibrium was gone and how far it is from backprop:
 * - `backprop-like`: next to nothing has moved yet but the first signal, which is backprop's (Song et al. 2020).
 * - `partially-relaxed`: between the two.
 * - `equilibrium-near`: at rest, near the free phase: the infinitesimal limit (Millidge et al. 2022).
 * - `equilibrium-far`: at rest, far from it: the prospective configuration (Song et al. 2022).
 */
export type Regime = "backprop-like" | "partially-relaxed" | "equilibrium-near" | "equilibrium-far";

/** Fractions of the way below and above which it counts as not begun, and as gone. */
export const [hardlyBegun, asGoodAsGone] = [0.1, 0.99] as const;
/** The relative error of an estimate near the free phase is smaller. */
export const near = 0.1;

/** Null where it is not known how much of the way was gone. */
export const regimeOf = (relaxed: number | null, relativeError: number | null): Regime | null => {
  if (relaxed === null) return null;
  if (relaxed < hardlyBegun) return "backprop-like";
  if (relaxed <= asGoodAsGone) return "partially-relaxed";
  return relativeError !== null && relativeError < near ? "equilibrium-near" : "equilibrium-far";
};
