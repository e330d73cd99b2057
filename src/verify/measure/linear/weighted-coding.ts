import type { State } from "../../../energy/state.ts";
import type { Linalg, Matrix } from "../../../linalg/linalg.ts";
import { driveLayer, pullLayer } from "../../../network/drive.ts";
import type { ForwardPass } from "../../../network/feed-forward.ts";
import { ratesAt } from "../../../network/rates.ts";
import { isClamped } from "../../../network/wiring.ts";

/** What stands before each squared error: Π_l as a function of layer l and unit, from 0. */
export type Weighting = (layer: number, unit: number) => number;

/**
 * `F = ½ Σ_l ε_lᵀ Π_l ε_l + λ ½‖o − T‖²` with a weight for every unit, `ε_l = x_l − f(a_l)`: one more energy whose free phase is the
 * feed-forward pass. Value and force alone, in plain loops around the network's own maps.
 */
export const weightedCoding = (linalg: Linalg, pass: ForwardPass, target: Matrix, weight: Weighting) => {
  const { wiring } = pass;
  const like = (x: Matrix): Matrix => linalg.matrix(x.rows, x.columns);
  const predict = (state: State) => {
    const rates = ratesAt(linalg, wiring, pass.rates[0]!, state);
    const slopes: Matrix[] = [];
    const errors = state.map((x, i) => {
      const [a, prediction, slope, error] = [like(x), like(x), like(x), like(x)];
      const layer = wiring.layers[i]!;
      driveLayer(linalg, wiring, i + 1, pass.drives, state, rates, a);
      linalg.activate(layer.activation, a, prediction, slope);
      // The layer that sees the input alone has the same prediction as in the pass, to the last bit.
      linalg.combine(1, x, -1, isClamped(layer) ? pass.activities[i]! : prediction, error);
      slopes.push(slope);
      return error;
    });
    const output = like(target);
    driveLayer(linalg, wiring, wiring.layers.length, pass.drives, state, rates, output);
    linalg.addScaled(-1, target, output);
    return { rates, slopes, errors, output };
  };
  const weighted = (error: Matrix, i: number): Matrix => {
    const out = like(error);
    linalg.values(out).set(linalg.values(error).map((value, k) => value * weight(i + 1, k % error.columns)));
    return out;
  };
  return {
    /** F of each sample. */
    total: (state: State, lambda: number): number[] =>
      linalg.scope(() => {
        const { errors, output } = predict(state);
        const sums = new Array<number>(target.rows).fill(0);
        const add = (values: Matrix, others: Matrix, scale: number) => {
          const [x, y] = [linalg.values(values), linalg.values(others)];
          x.forEach((value, k) => {
            sums[Math.floor(k / values.columns)]! += scale * value * y[k]!;
          });
        };
        errors.forEach((error, i) => {
          add(error, weighted(error, i), 0.5);
        });
        add(output, output, lambda / 2);
        return sums;
      }),
    /** out_l = −∂F/∂x_l = −Π_l ε_l + W_l (f′ ∘ Π_{l+1} ε_{l+1}), at the top −λ(o − T). */
    force: (state: State, lambda: number, out: State): void =>
      linalg.scope(() => {
        const { rates, slopes, errors, output } = predict(state);
        const pulls = errors.map(weighted);
        const signals = pulls.map((pull, i) => {
          const signal = like(pull);
          linalg.scaledHadamard(1, pull, slopes[i]!, signal);
          return signal;
        });
        linalg.combine(-lambda, output, 0, output, output);
        out.forEach((force, i) => {
          const back = like(force);
          pullLayer(linalg, wiring, i + 1, [...signals, output], rates, back);
          linalg.combine(-1, pulls[i]!, 1, back, force);
        });
      }),
  };
};
