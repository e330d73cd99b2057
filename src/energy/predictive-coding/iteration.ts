import type { Linalg, Matrix, Packed } from "../../linalg/linalg.ts";
import { activations } from "../../network/activation.ts";
import { affine } from "../../network/feed-forward.ts";
import { depth } from "../../network/network.ts";
import type { Iteration } from "../iteration.ts";
import type { Kinks } from "../kinks.ts";
import { rowDistances } from "../row-distances.ts";
import { selectRows } from "../select-rows.ts";
import type { PredictiveCodingProblem } from "./problem.ts";
import { kinkSensitivity } from "./sensitivity.ts";

/** What the map reads of the problem, for some of its samples. */
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
 * −λ ∂L/∂x exactly (Eq. 11). No difference of nearly equal numbers occurs. `from`: the errors to begin with; null for
 * the free phase, where they are 0.
 */
export const predictiveCodingIteration = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
  from: readonly Matrix[] | null,
): Iteration => {
  const { parameters, pass, target } = problem;
  const packed = {
    weights: parameters.weights.map((w, l) => (l === 0 ? null : linalg.pack(w))),
    weightsBack: parameters.weights.map((w, l) => (l === 0 ? null : linalg.packTransposed(w))),
  };
  const errors = from ?? pass.activities.map((x) => linalg.matrix(x.rows, x.columns));
  return iterate(linalg, problem, lambda, packed, { first: pass.activities[0]!, target, errors });
};

const iterate = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
  packed: PackedWeights,
  samples: Samples,
): Iteration => {
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
    sites: preactivations.slice(1, -1).map((argument) => ({ argument, oneSided })),
    pin: (site, sample, unit, slope) => {
      const entry = sample * network.sizes[site + 2]! + unit;
      if (slope === null) pins[site + 1]!.delete(entry);
      else pins[site + 1]!.set(entry, slope);
    },
    sensitivity: (site, sample, unit) =>
      kinkSensitivity(linalg, {
        weights: parameters.weights[site + 1]!,
        errors: errors[site + 1]!,
        precisions: [precisions[site]!, precisions[site + 1]!],
        sample,
        unit,
      }),
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
      iterate(linalg, problem, lambda, packed, {
        first: selectRows(linalg, first, rows),
        target: selectRows(linalg, target, rows),
        errors: errors.map((e) => selectRows(linalg, e, rows)),
      }),
    kinks,
  };
};
