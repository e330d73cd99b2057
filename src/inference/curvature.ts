import type { Energy } from "../energy/energy.ts";
import type { Nudge, State } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";

/** Sweeps of the power method; its Rayleigh quotient is then good to a few per cent, enough for advice. */
const iterations = 60;
/** Step of the difference quotient: small against activities, large against rounding. */
const probe = { float64: 1e-5, float32: 1e-2 };

/**
 * λ_max of the Hessian `∂²F/∂x²` at a state, the largest over the batch, by the power method on central differences of
 * the force. Euler's method is stable for step sizes below 2 / λ_max.
 */
export const largestCurvature = (linalg: Linalg, energy: Energy, state: State, nudge: Nudge): number =>
  linalg.scope(() => {
    const like = () => state.map((x) => linalg.matrix(x.rows, x.columns));
    const [shifted, up, down] = [like(), like(), like()];
    // A fixed start with a part in every direction.
    let direction = state.map((x, l) =>
      Float64Array.from({ length: x.rows * x.columns }, (_, k) => 1 + ((k * 7 + l) % 11) / 11),
    );
    const step = probe[linalg.precision];
    let curvature = 0;
    for (let iteration = 0; iteration < iterations; iteration++) {
      const norm = Math.sqrt(
        direction.reduce((sum, v) => sum + v.reduce((s, value) => s + value * value, 0), 0),
      );
      if (!(norm > 0)) return curvature;
      direction = direction.map((v) => v.map((value) => value / norm));
      const forceAt = (offset: number, out: State): void => {
        state.forEach((x, l) => {
          const from = linalg.values(x);
          linalg.values(shifted[l]!).set(direction[l]!.map((value, k) => from[k]! + offset * value));
        });
        energy.force(shifted, nudge, out);
      };
      forceAt(step, up);
      forceAt(-step, down);
      const image = up.map((matrix, l) => {
        const low = linalg.values(down[l]!);
        return Float64Array.from(linalg.values(matrix), (value, k) => (low[k]! - value) / (2 * step));
      });
      curvature = image.reduce(
        (sum, v, l) => sum + v.reduce((s, value, k) => s + value * direction[l]![k]!, 0),
        0,
      );
      direction = image;
    }
    return curvature;
  });
