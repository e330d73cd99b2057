import type { Linalg, Matrix, Packed } from "../../linalg/linalg.ts";
import { activations } from "../../network/activation.ts";
import { affine } from "../../network/feed-forward.ts";
import { depth } from "../../network/network.ts";
import type { Kinks, Sweep } from "../energy.ts";
import { rowDistances } from "../row-distances.ts";
import { selectRows } from "../select-rows.ts";
import type { PredictiveCodingProblem } from "./energy.ts";

/** What a sweep reads of the problem, for some of its samples. */
interface Samples {
  /** `f(a_1)` [batch, n_1]: fixed, because the input is clamped. */
  readonly first: Matrix;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  /** `e_1 … e_{L−1}`, the position. */
  readonly errors: readonly Matrix[];
}

/** W_l for the way up and W_lᵀ for the way down; W_0 is never needed. */
interface PackedWeights {
  readonly weights: readonly (Packed | null)[];
  readonly weightsBack: readonly (Packed | null)[];
}

/**
 * One forward and one backward pass in error coordinates. With `x_l = f(a_l) + e_l`, F is stationary where
 * `e_l = s_{l+1} W_lᵀ / π_l`, `s_l = π_l e_l ∘ f′(a_l)`, `s_L = −λ ∂L/∂o`: the errors are −λ times the gradients of
 * backpropagation *at the shifted activities*. The map contracts at a rate O(λ), and from e = 0 its first image is
 * −λ ∂L/∂x exactly (Eq. 11). No difference of nearly equal numbers occurs.
 */
export const predictiveCodingSweep = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
): Sweep => {
  const { parameters, pass, target } = problem;
  const packed = {
    weights: parameters.weights.map((w, l) => (l === 0 ? null : linalg.pack(w))),
    weightsBack: parameters.weights.map((w, l) => (l === 0 ? null : linalg.packTransposed(w))),
  };
  const errors = pass.activities.map((x) => linalg.matrix(x.rows, x.columns));
  return sweepOf(linalg, problem, lambda, packed, { first: pass.activities[0]!, target, errors });
};

const sweepOf = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
  packed: PackedWeights,
  samples: Samples,
): Sweep => {
  const { network, parameters, precisions, loss } = problem;
  const { first, target, errors } = samples;
  const batch = target.rows;
  const layers = depth(network);
  const perLayer = (): Matrix[] => network.sizes.slice(1).map((size) => linalg.matrix(batch, size));
  const preactivations = perLayer();
  const states = perLayer().slice(0, -1);
  const slopes = perLayer();
  const signals = perLayer();
  /** Pinned slopes: layer index → entry → slope. */
  const pins: readonly Map<number, number>[] = errors.map(() => new Map<number, number>());

  const forward = (): void => {
    linalg.combine(1, first, 1, errors[0]!, states[0]!);
    for (let l = 2; l <= layers; l++) {
      const a = preactivations[l - 1]!;
      affine(linalg, states[l - 2]!, packed.weights[l - 1]!, parameters.biases[l - 1]!, a);
      if (l === layers) break;
      linalg.activate(network.activation, a, states[l - 1]!, slopes[l - 1]!);
      linalg.addScaled(1, errors[l - 1]!, states[l - 1]!);
      for (const [entry, slope] of pins[l - 1]!) linalg.values(slopes[l - 1]!)[entry] = slope;
    }
  };

  /** out_l = s_{l+1} W_lᵀ / π_l downwards from the output, where s_l = π_l source_l ∘ f′(a_l). */
  const pullBack = (source: readonly Matrix[], out: readonly Matrix[]): void => {
    const top = signals.at(-1)!;
    linalg.outputError(loss, preactivations.at(-1)!, target, top);
    linalg.combine(-lambda, top, 0, top, top);
    for (let l = layers - 1; l >= 1; l--) {
      const image = out[l - 1]!;
      const precision = precisions[l - 1]!;
      linalg.values(image).fill(0);
      linalg.accumulateProduct(signals[l]!, packed.weightsBack[l]!, image);
      if (precision !== 1) linalg.combine(1 / precision, image, 0, image, image);
      if (l > 1) linalg.scaledHadamard(precision, source[l - 1]!, slopes[l - 1]!, signals[l - 1]!);
    }
  };

  const residuals = (): Float64Array =>
    linalg.scope(() => {
      const image = errors.map((e) => linalg.matrix(e.rows, e.columns));
      pullBack(errors, image);
      return rowDistances(linalg, image, errors, precisions);
    });

  const oneSided = activations[network.activation].kink;
  const kinks: Kinks | null = oneSided && {
    preactivations: preactivations.slice(1, -1),
    oneSided,
    pin: (layer, sample, unit, slope) => {
      const entry = sample * network.sizes[layer + 2]! + unit;
      if (slope === null) pins[layer + 1]!.delete(entry);
      else pins[layer + 1]!.set(entry, slope);
    },
    sensitivity: (layer, sample, unit) => {
      const incoming = parameters.weights[layer + 1]!;
      const values = linalg.values(incoming);
      let norm = 0;
      for (let k = unit; k < values.length; k += incoming.columns) norm += values[k]! * values[k]!;
      const error = linalg.values(errors[layer + 1]!)[sample * incoming.columns + unit]!;
      return (error * norm * precisions[layer + 1]!) / precisions[layer]!;
    },
  };

  return {
    coordinates: errors,
    apply: (out) => {
      forward();
      pullBack(out, out);
    },
    residuals,
    state: () => states,
    restrict: (rows) =>
      sweepOf(linalg, problem, lambda, packed, {
        first: selectRows(linalg, first, rows),
        target: selectRows(linalg, target, rows),
        errors: errors.map((e) => selectRows(linalg, e, rows)),
      }),
    kinks,
  };
};
