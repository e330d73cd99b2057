import type { Energy } from "../../energy/energy.ts";
import { clampedAtOne } from "../../energy/nudge.ts";
import type { State } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../../network/parameters.ts";
import { createStream } from "../../random/stream.ts";

/** How many units are free to move, how many of them the loss sees, and how many features couple them. */
const [units, outputs, features] = [5, 2, 5];

/** A smooth energy with its parameters, drawn by a seed. */
export interface RandomEnergy {
  readonly energy: Energy;
  readonly parameters: Parameters;
}

/**
 * `I(x, θ) = ½‖x‖² + ¼ Σ q_i x_i⁴ − Σ_j d_j tanh(x·U_j + c_j + b_j)`, `L = ½ Σ_{i ≤ 2} (x_i − T_i)²`, with everything drawn by the seed and
 * θ = (U, b): no layers, no prediction errors, every unit coupled to every other. |d_j| is so small that I is convex. `c` is
 * drawn for each sample: it stands for an input.
 */
export const randomEnergy = (linalg: Linalg, seed: number, batch: number): RandomEnergy => {
  const { uniform } = createStream(seed, "energy");
  const draw = (size: number) => (2 * uniform() - 1) * size;
  const random = (rows: number, columns: number, size: number): Matrix => {
    const matrix = linalg.matrix(rows, columns);
    linalg.values(matrix).set(Array.from({ length: rows * columns }, () => draw(size)));
    return matrix;
  };
  const layout = { layers: [], others: [[units, features] as const, [1, features] as const] };
  const parameters = zeroParameters(linalg, layout);
  linalg.values(parameters.all).set(Array.from(linalg.values(parameters.all), () => draw(0.6)));
  const [coupling, bias] = parameters.others as [Matrix, Matrix];
  const quartic = Array.from({ length: units }, () => uniform());
  const depth = Array.from({ length: features }, () => draw(0.5));
  const input = random(batch, features, 1);
  const target = Array.from({ length: batch * outputs }, () => draw(1));
  const at = (matrix: Matrix) => linalg.values(matrix);

  /** tanh(z) and its slope, [batch, features]. */
  const featuresOf = (x: Matrix) => {
    const [z, value, slope] = [0, 1, 2].map(() => linalg.matrix(batch, features)) as [Matrix, Matrix, Matrix];
    linalg.copy(input, z);
    linalg.accumulateProduct(x, linalg.pack(coupling), z);
    const [to, shift] = [at(z), at(bias)];
    to.forEach((_, k) => {
      to[k]! += shift[k % features]!;
    });
    linalg.activate("tanh", z, value, slope);
    return { value, slope };
  };
  const values = ([x]: State) =>
    linalg.scope(() => {
      const [internal, supervised] = [new Float64Array(batch), new Float64Array(batch)];
      at(x!).forEach((xi, k) => {
        const [row, unit] = [Math.floor(k / units), k % units];
        internal[row]! += xi * xi * (0.5 + 0.25 * quartic[unit]! * xi * xi);
        if (unit < outputs) supervised[row]! += 0.5 * (xi - target[row * outputs + unit]!) ** 2;
      });
      at(featuresOf(x!).value).forEach((value, k) => {
        internal[Math.floor(k / features)]! -= depth[k % features]! * value;
      });
      return { internal, supervised };
    });
  return {
    parameters,
    energy: {
      name: "random",
      layout,
      start: [linalg.matrix(batch, units)],
      startsAtZeroGradient: false,
      values,
      force: ([x], nudge, [out]) =>
        linalg.scope(() => {
          const lambda = clampedAtOne(nudge);
          const slope = at(featuresOf(x!).slope);
          const [from, to, u] = [at(x!), at(out!), at(coupling)];
          from.forEach((xi, k) => {
            const [row, unit] = [Math.floor(k / units), k % units];
            let force = -xi - quartic[unit]! * xi * xi * xi;
            for (let j = 0; j < features; j++)
              force += depth[j]! * slope[row * features + j]! * u[unit * features + j]!;
            if (unit < outputs) force -= lambda * (xi - target[row * outputs + unit]!);
            to[k] = force;
          });
        }),
      parameterGradient: ([x], _, out) =>
        linalg.scope(() => {
          const slope = at(featuresOf(x!).slope);
          const from = at(x!);
          const [ofCoupling, ofBias] = out.others.map(at) as [Float64Array, Float64Array];
          ofCoupling.fill(0);
          ofBias.fill(0);
          for (let row = 0; row < batch; row++) {
            for (let j = 0; j < features; j++) {
              const signal = -depth[j]! * slope[row * features + j]!;
              ofBias[j]! += signal;
              for (let unit = 0; unit < units; unit++)
                ofCoupling[unit * features + j]! += signal * from[row * units + unit]!;
            }
          }
        }),
    },
  };
};
