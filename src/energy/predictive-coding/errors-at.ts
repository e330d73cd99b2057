import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { driveLayer } from "../../network/drive.ts";
import { ratesAt } from "../../network/rates.ts";
import type { Wiring } from "../../network/wiring.ts";
import type { State } from "../state.ts";

/** What a clamped input gives to the layers [batch, n_l]. */
interface Clamped {
  /** `Σ C g(x_0)` to each layer; null where the input gives nothing. */
  readonly drives: readonly (Matrix | null)[];
  /** `f(a_l)` of the layers that the input alone determines; null for the others. */
  readonly fixed: readonly (Matrix | null)[];
}

/** errors_l = `x_l − f(a_l)`: a state in the coordinates in which the equilibrium is solved, for each layer that inference moves. */
export const errorsAt = (
  linalg: Linalg,
  wiring: Wiring,
  { drives, fixed }: Clamped,
  state: State,
  errors: readonly Matrix[],
): void =>
  linalg.scope(() => {
    const rates = ratesAt(linalg, wiring, [], state);
    state.forEach((x, i) => {
      const known = fixed[i];
      const f = known ?? linalg.blank(x.rows, x.columns);
      if (!known) {
        const [a, slope] = [linalg.blank(x.rows, x.columns), linalg.blank(x.rows, x.columns)];
        driveLayer(linalg, wiring, i + 1, drives, state, rates, a);
        linalg.activate(wiring.layers[i]!.activation, a, f, slope);
      }
      linalg.combine(1, x, -1, f, errors[i]!);
    });
  });
