import type { Linalg, Matrix, Packed } from "../../linalg/linalg.ts";
import { affine } from "../../network/feed-forward.ts";
import { depth } from "../../network/network.ts";
import type { Flow } from "../flow.ts";
import { rowNorms } from "../row-distances.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/**
 * The dynamics `dx_l/dt = −π_l ε_l + s_{l+1} W_lᵀ`, `s_l = π_l ε_l ∘ f′(a_l)`, `s_L = −λ ∂L/∂o` (Eq. 1, 3) from the
 * free phase, in the coordinates `c, x_2 … x_{L−1}`.
 *
 * The input is clamped, so `f(a_1)` never changes and ε_1 stays in the row space of `W_1ᵀ`: `ε_1 = c W_1ᵀ` with
 * `dc/dt = −π_1 c + s_2`, c [batch, n_2]. Then `a_2 = ā_2 + c G` with the Gram matrix `G = W_1ᵀ W_1` [n_2, n_2]. This is
 * the same trajectory, step by step, at a fraction of the work when n_2 < 2 n_1.
 */
export const predictiveCodingFlow = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
): Flow => {
  const { network, parameters, precisions, loss, pass, target } = problem;
  const layers = depth(network);
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);
  const firstWeights = parameters.weights[1]!;
  const gram = linalg.matrix(firstWeights.columns, firstWeights.columns);
  linalg.accumulateTransposedProduct(firstWeights, linalg.pack(firstWeights), gram);
  const packedGram = linalg.pack(gram);

  /** One entry for each layer l = 2 … L; the last is the output. */
  const upper = pass.preactivations.slice(1).map((free, i) => {
    const l = i + 2;
    return {
      weights: l < layers ? linalg.pack(parameters.weights[l]!) : null,
      weightsBack: l < layers ? linalg.packTransposed(parameters.weights[l]!) : null,
      bias: parameters.biases[l - 1]!,
      precision: precisions[l - 1] ?? 0,
      free,
      preactivation: like(free),
      signal: like(free),
    };
  });
  const c = like(pass.preactivations[1]!);
  const coordinates = [
    c,
    ...pass.activities.slice(1).map((free) => {
      const x = like(free);
      linalg.copy(free, x);
      return x;
    }),
  ];
  const output = upper.at(-1)!;

  const velocity = (out: readonly Matrix[]): void => {
    let above: Packed | null = null;
    upper.forEach((layer, i) => {
      if (i === 0) {
        linalg.copy(layer.free, layer.preactivation);
        linalg.accumulateProduct(c, packedGram, layer.preactivation);
      } else affine(linalg, coordinates[i]!, above!, layer.bias, layer.preactivation);
      above = layer.weights;
      if (layer === output) {
        linalg.outputError(loss, layer.preactivation, target, layer.signal);
        linalg.combine(-lambda, layer.signal, 0, layer.signal, layer.signal);
      } else {
        const x = coordinates[i + 1]!;
        linalg.errorForce(
          network.activation,
          layer.preactivation,
          x,
          layer.precision,
          out[i + 1]!,
          layer.signal,
        );
      }
      if (i > 0) linalg.accumulateProduct(layer.signal, upper[i - 1]!.weightsBack!, out[i]!);
    });
    linalg.combine(-precisions[0]!, c, 1, upper[0]!.signal, out[0]!);
  };

  const first = linalg.packTransposed(firstWeights);
  const state = (): Matrix[] => {
    const x = like(pass.activities[0]!);
    linalg.copy(pass.activities[0]!, x);
    linalg.accumulateProduct(c, first, x);
    return [x, ...coordinates.slice(1)];
  };

  /** The first layer's velocity is `ċ W_1ᵀ`. */
  const speeds = (now: readonly Matrix[]): Float64Array =>
    linalg.scope(() => {
      const lifted = like(pass.activities[0]!);
      linalg.accumulateProduct(now[0]!, first, lifted);
      return rowNorms(linalg, [lifted, ...now.slice(1)]);
    });

  return { coordinates, velocity, speeds, state };
};
