import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { Rates } from "../../network/rates.ts";
import type { Wiring } from "../../network/wiring.ts";
import { backFromUnit, backThrough } from "../predictive-coding/back-through.ts";
import type { CodingSite } from "../predictive-coding/sites.ts";
import type { Unit } from "./definition.ts";
import type { Settling } from "./problem.ts";
import type { Units } from "./units.ts";

/** Where an iteration stands. */
interface Position {
  readonly local: Settling;
  readonly wiring: Wiring;
  readonly rates: Rates;
  /** `s_l = −∂e/∂a_l`. */
  readonly signals: readonly Matrix[];
  readonly unitsOf: (layer: number) => Units;
}

/** By how much p is moved to see how the error follows. */
const nudge = 1e-4;

/**
 * d argument / d slope of a unit at rest, to first order. f of layer l: its slope θ is in `s = −∂e/∂a`, which sends `ds/dθ Cᵀ u` down, u the
 * unit; a source's error follows by `d settle/dp`, and the argument by C of that. Before the maps from layer s: θ is the factor of what comes
 * back through them, and x_s follows at once.
 */
export const localSensitivity = (
  linalg: Linalg,
  { local, wiring, rates, signals, unitsOf }: Position,
  site: CodingSite,
  sample: number,
  unit: number,
): number =>
  linalg.scope(() => {
    const { layer } = site;
    const at = (l: number, u: number): Unit => {
      const { x, error, a, f, slope } = unitsOf(l);
      const entry = (matrix: Matrix): number => linalg.values(matrix)[sample * matrix.columns + u]!;
      return {
        x: entry(x),
        error: entry(error),
        a: entry(a),
        f: entry(f),
        slope: entry(slope),
        layer: l,
        unit: u,
      };
    };
    /** d error / d p of a unit. */
    const follows = (l: number, u: number): number => {
      const own = at(l, u);
      const p = local.byState(own);
      return (local.settle(p + nudge, own) - local.settle(p - nudge, own)) / (2 * nudge);
    };
    if (site.before !== null)
      return backThrough(linalg, wiring, signals, site, sample, unit) * follows(layer, unit);
    const own = at(layer, unit);
    // e depends on a through f(a), so that ∂e/∂a is linear in the slope.
    const bySlope = local.byDrive({ ...own, slope: 1 }) - local.byDrive({ ...own, slope: 0 });
    let sensitivity = 0;
    for (const source of new Set(wiring.layers[layer - 1]!.incoming.map(({ from }) => from))) {
      if (source === 0) continue;
      const back = backFromUnit(linalg, { wiring, rates }, source, layer, sample, unit);
      linalg.values(back).forEach((value, u) => {
        if (value !== 0) sensitivity -= bySlope * value * value * follows(source, u);
      });
    }
    return sensitivity;
  });
