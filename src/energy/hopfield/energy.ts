import type { Linalg, Matrix, Packed } from "../../linalg/linalg.ts";
import { outerProducts } from "../../network/backprop.ts";
import { affine } from "../../network/feed-forward.ts";
import { depth } from "../../network/network.ts";
import type { Energy } from "../energy.ts";
import { dampedAtOutput, neverClamped } from "../nudge.ts";
import { layoutOf, type Problem } from "../problem.ts";
import { selectRows } from "../select-rows.ts";
import type { Nudge, State } from "../state.ts";

const strength = neverClamped("hopfield");

/** What stays the same for all states, and for each sample whatever its batch. */
interface Connections {
  /** `W_l`, l = 1 … L − 1; `W_0` is never needed again. */
  readonly weights: readonly (Packed | null)[];
  /** `W_lᵀ`, l = 1 … L − 1. */
  readonly weightsBack: readonly (Packed | null)[];
  /** `x_0 W_0 + b_0` [batch, n_1]: the input is clamped, so its drive is computed once. */
  readonly fromInput: Matrix;
}

/**
 * The layered Hopfield energy `E = ½ Σ_{l≥1} ‖s_l‖² − Σ_{l≥0} ρ(s_l) W_l ρ(s_{l+1})ᵀ − Σ_{l≥1} b_{l−1}·ρ(s_l)`, `ρ(s_0) = s_0`, nudged by
 * `λ L(s_L, T)` (Scellier & Bengio 2017, Eq. 1, 3). State: `s_1 … s_L`, from zero. Feedback is as strong as feed-forward,
 * so the true gradient is the implicit one at the free fixed point, not that of backprop.
 */
export const hopfieldEnergy = (linalg: Linalg, problem: Problem): Energy => {
  const { network, parameters, input } = problem;
  const fromInput = linalg.matrix(input.rows, network.sizes[1]!);
  affine(linalg, input, linalg.pack(parameters.weights[0]!), parameters.biases[0]!, fromInput);
  return connected(linalg, problem, {
    weights: parameters.weights.map((w, l) => (l === 0 ? null : linalg.pack(w))),
    weightsBack: parameters.weights.map((w, l) => (l === 0 ? null : linalg.packTransposed(w))),
    fromInput,
  });
};

const connected = (linalg: Linalg, problem: Problem, connections: Connections): Energy => {
  const { network, parameters, input, target, loss } = problem;
  const { weights, weightsBack, fromInput } = connections;
  const layers = depth(network);
  const batch = input.rows;
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);

  /** `ρ(s_l)` and `ρ′(s_l)`. */
  const rates = (state: State) =>
    state.map((s) => {
      const [rate, slope] = [like(s), like(s)];
      linalg.activate(network.activation, s, rate, slope);
      return { rate, slope };
    });

  /** `ρ(s_{l−1}) W_{l−1} + b_{l−1}`, the drive of layer l from below, l = 1 … L, given the rates of the layers. */
  const drives = (layer: readonly { readonly rate: Matrix }[]): Matrix[] =>
    layer.map(({ rate }, i) => {
      const drive = like(rate);
      if (i === 0) linalg.copy(fromInput, drive);
      else affine(linalg, layer[i - 1]!.rate, weights[i]!, parameters.biases[i]!, drive);
      return drive;
    });

  const force = (state: State, nudge: Nudge, out: State): void =>
    linalg.scope(() => {
      const layer = rates(state);
      const total = drives(layer);
      state.forEach((s, i) => {
        if (i + 1 < layers) linalg.accumulateProduct(layer[i + 1]!.rate, weightsBack[i + 1]!, total[i]!);
        linalg.scaledHadamard(1, total[i]!, layer[i]!.slope, total[i]!);
        linalg.combine(1, total[i]!, -1, s, out[i]!);
      });
      if (strength(nudge) === 0) return;
      const error = like(target);
      linalg.outputError(loss, state.at(-1)!, target, error);
      linalg.addScaled(-strength(nudge), error, out.at(-1)!);
    });

  return {
    name: "hopfield",
    layout: layoutOf(problem),
    start: network.sizes.slice(1).map((size) => linalg.matrix(batch, size)),
    startsAtZeroGradient: false,

    values: (state) =>
      linalg.scope(() => {
        const layer = rates(state);
        const below = drives(layer);
        const internal = new Float64Array(batch);
        state.forEach((matrix, i) => {
          const s = linalg.values(matrix);
          const rate = linalg.values(layer[i]!.rate);
          const drive = linalg.values(below[i]!);
          for (let k = 0; k < s.length; k++) {
            internal[Math.floor(k / matrix.columns)]! += 0.5 * s[k]! * s[k]! - rate[k]! * drive[k]!;
          }
        });
        const losses = linalg.matrix(batch, 1);
        linalg.lossPerRow(loss, state.at(-1)!, target, losses);
        return { internal, supervised: Float64Array.from(linalg.values(losses)) };
      }),

    force,

    parameterGradient: (state, _, out) =>
      linalg.scope(() => {
        const layer = rates(state).map(({ rate }) => rate);
        const signals = layer.map((rate) => {
          const negative = like(rate);
          linalg.addScaled(-1, rate, negative);
          return negative;
        });
        outerProducts(linalg, [input, ...layer.slice(0, -1)], signals, out);
      }),

    damping: (nudge) => dampedAtOutput(layers, strength(nudge)),

    restrict: (samples) => {
      const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, samples);
      const some = { ...problem, input: select(input), target: select(target) };
      return connected(linalg, some, { ...connections, fromInput: select(fromInput) });
    },
  };
};
