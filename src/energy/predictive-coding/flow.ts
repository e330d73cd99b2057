import type { Linalg, Matrix, Packed } from "../../linalg/linalg.ts";
import { affine } from "../../network/feed-forward.ts";
import { depth } from "../../network/network.ts";
import type { Flow } from "../flow.ts";
import { rowNorms } from "../row-distances.ts";
import { selectRows } from "../select-rows.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/** What the flow reads of the problem, for some of its samples. */
interface Samples {
  /** `f(a_1)` [batch, n_1]: fixed, because the input is clamped. */
  readonly first: Matrix;
  /** `ā_2` [batch, n_2], of the feed-forward pass. */
  readonly second: Matrix;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  readonly coordinates: readonly Matrix[];
}

/** `G` and `W_1ᵀ`; W_l and W_lᵀ of the layers above. */
interface PackedWeights {
  readonly gram: Packed;
  readonly first: Packed;
  readonly weights: readonly (Packed | null)[];
  readonly weightsBack: readonly (Packed | null)[];
}

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
  const { parameters, pass, target } = problem;
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);
  const firstWeights = parameters.weights[1]!;
  const gram = linalg.matrix(firstWeights.columns, firstWeights.columns);
  linalg.accumulateTransposedProduct(firstWeights, linalg.pack(firstWeights), gram);
  const packed: PackedWeights = {
    gram: linalg.pack(gram),
    first: linalg.packTransposed(firstWeights),
    weights: parameters.weights.map((w, l) => (l < 2 ? null : linalg.pack(w))),
    weightsBack: parameters.weights.map((w, l) => (l < 2 ? null : linalg.packTransposed(w))),
  };
  const coordinates = [
    like(pass.preactivations[1]!),
    ...pass.activities.slice(1).map((free) => {
      const x = like(free);
      linalg.copy(free, x);
      return x;
    }),
  ];
  return flowing(linalg, problem, lambda, packed, {
    first: pass.activities[0]!,
    second: pass.preactivations[1]!,
    target,
    coordinates,
  });
};

const flowing = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
  packed: PackedWeights,
  samples: Samples,
): Flow => {
  const { network, parameters, precisions, loss } = problem;
  const { target, coordinates } = samples;
  const layers = depth(network);
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);

  /** One entry for each layer l = 2 … L; the last is the output. */
  const upper = network.sizes.slice(2).map((size, i) => {
    const l = i + 2;
    return {
      weights: l < layers ? packed.weights[l]! : null,
      weightsBack: l < layers ? packed.weightsBack[l]! : null,
      bias: parameters.biases[l - 1]!,
      precision: precisions[l - 1] ?? 0,
      preactivation: linalg.matrix(target.rows, size),
      signal: linalg.matrix(target.rows, size),
    };
  });
  const c = coordinates[0]!;
  const output = upper.at(-1)!;

  const velocity = (out: readonly Matrix[]): void => {
    let above: Packed | null = null;
    upper.forEach((layer, i) => {
      if (i === 0) {
        linalg.copy(samples.second, layer.preactivation);
        linalg.accumulateProduct(c, packed.gram, layer.preactivation);
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

  const state = (): Matrix[] => {
    const x = like(samples.first);
    linalg.copy(samples.first, x);
    linalg.accumulateProduct(c, packed.first, x);
    return [x, ...coordinates.slice(1)];
  };

  /** The first layer's velocity is `ċ W_1ᵀ`. */
  const speeds = (now: readonly Matrix[]): Float64Array =>
    linalg.scope(() => {
      const lifted = like(samples.first);
      linalg.accumulateProduct(now[0]!, packed.first, lifted);
      return rowNorms(linalg, [lifted, ...now.slice(1)]);
    });

  const restrict = (rows: readonly number[]): Flow => {
    const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, rows);
    return flowing(linalg, problem, lambda, packed, {
      first: select(samples.first),
      second: select(samples.second),
      target: select(target),
      coordinates: coordinates.map(select),
    });
  };

  return { coordinates, velocity, speeds, state, restrict };
};
