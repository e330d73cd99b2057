import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { ActivationKind } from "./activation.ts";

/**
 * A layered network: `sizes = [n_0 … n_L]`, `a_{l+1} = x_l W_l + b_l`, `x_l = f(a_l)` for hidden layers, and the
 * output `o = a_L` is a pre-activation. Samples are rows.
 */
export interface Network {
  readonly sizes: readonly number[];
  readonly activation: ActivationKind;
}

/** The parameters θ, or a gradient with respect to them. */
export interface Parameters {
  /** All of them as one row vector [1, P]: W_0, b_0, W_1, b_1, …, others. */
  readonly all: Matrix;
  /** `W_l` [n_l, n_{l+1}], fan-in × fan-out, l = 0 … L − 1. */
  readonly weights: readonly Matrix[];
  /** `b_l` [1, n_{l+1}]. */
  readonly biases: readonly Matrix[];
  /** What an energy of one's own has beside them; none in the built-in energies. */
  readonly others: readonly Matrix[];
}

/** The sizes `[n_0 … n_L]` of a network alone, or with the shapes [rows, columns] of further parameters. */
export type Layout =
  | readonly number[]
  | { readonly sizes: readonly number[]; readonly others: readonly (readonly [number, number])[] };

/** Number of weight layers L. */
export const depth = (network: Network): number => network.sizes.length - 1;

/** Parameters that are all zero. */
export const zeroParameters = (linalg: Linalg, layout: Layout): Parameters => {
  const { sizes, others } = "sizes" in layout ? layout : { sizes: layout, others: [] };
  const shapes = sizes.slice(1).flatMap((fanOut, l) => [[sizes[l]!, fanOut] as const, [1, fanOut] as const]);
  const { all, parts } = linalg.block([...shapes, ...others]);
  const layered = parts.slice(0, shapes.length);
  return {
    all,
    weights: layered.filter((_, i) => i % 2 === 0),
    biases: layered.filter((_, i) => i % 2 === 1),
    others: parts.slice(shapes.length),
  };
};
