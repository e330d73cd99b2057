import type { Iteration } from "../energy/iteration.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type FixedPointSettings, settle } from "./fixed-point.ts";
import type { Outcome, Relaxation } from "./outcome.ts";

/**
 * The fixed point of a map that has no dynamics to be followed, such as that of an energy at complex activities: `converged` says
 * that it is one.
 */
export const relaxMap = (
  linalg: Linalg,
  map: Iteration,
  scale: number,
  settings: FixedPointSettings,
): Relaxation => {
  const { ends, onKinks } = settle(linalg, map, scale, settings);
  const outcome = { settled: "converged", unsettled: "max-steps", infinite: "diverged" } as const;
  return {
    state: map.state(),
    known: null,
    outcomes: ends.map(({ how }): Outcome => outcome[how]),
    residuals: Float64Array.from(ends, ({ residual }) => residual),
    steps: Uint32Array.from(ends, ({ iterations }) => iterations),
    rounding: new Float64Array(ends.length),
    onKinks,
    minima: null,
  };
};
