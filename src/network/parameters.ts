import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Network } from "./network.ts";
import { unitsOf } from "./shape.ts";

/** The parameters θ, or a gradient with respect to them. */
export interface Parameters {
  /** All of them as one row vector [1, P]: layer by layer its connections' weights, then its bias; then the others. */
  readonly all: Matrix;
  /** `layers[l − 1]` has those of layer l. */
  readonly layers: readonly LayerParameters[];
  /** The weights of all connections that have some, in that order; of a chain `W_l` [n_l, n_{l+1}], l = 0 … L − 1. */
  readonly weights: readonly Matrix[];
  /** The biases of all layers that have some, in that order; of a chain `b_l` [1, n_{l+1}]. */
  readonly biases: readonly Matrix[];
  /** What a custom energy has beside them; none in the built-in energies. */
  readonly others: readonly Matrix[];
}

export interface LayerParameters {
  /** One for each incoming connection; null where there is nothing to learn. */
  readonly weights: readonly (Matrix | null)[];
  /** [1, units] or [1, channels]; null where there is none. */
  readonly bias: Matrix | null;
}

type MatrixShape = readonly [number, number];

/** The shapes of a network's parameters, and of what an energy has beside them. */
export interface Layout {
  readonly layers: readonly {
    readonly weights: readonly (MatrixShape | null)[];
    readonly bias: MatrixShape | null;
  }[];
  readonly others: readonly MatrixShape[];
}

/** The layout of a network's parameters. */
export const layoutOf = (network: Network, others: readonly MatrixShape[] = []): Layout => ({
  layers: network.layers.map(({ shape, bias, incoming }) => ({
    weights: incoming.map(({ map: { weights } }) => weights && ([weights.rows, weights.columns] as const)),
    bias: bias === "none" ? null : [1, bias === "unit" ? unitsOf(shape) : shape[0]],
  })),
  others,
});

/** Parameters that are all zero. */
export const zeroParameters = (linalg: Linalg, layout: Layout): Parameters =>
  parametersIn(linalg.block, layout);

/** For a gradient, which is written whole: with whatever is there, but for the others, which are zero. */
export const blankParameters = (linalg: Linalg, layout: Layout): Parameters => {
  const parameters = parametersIn(linalg.blankBlock, layout);
  parameters.others.forEach(linalg.clear);
  return parameters;
};

const parametersIn = (block: Linalg["block"], layout: Layout): Parameters => {
  const present = (shape: MatrixShape | null): readonly MatrixShape[] => (shape === null ? [] : [shape]);
  const { all, parts } = block([
    ...layout.layers.flatMap(({ weights, bias }) => [...weights.flatMap(present), ...present(bias)]),
    ...layout.others,
  ]);
  let next = 0;
  const take = (shape: MatrixShape | null): Matrix | null => (shape === null ? null : parts[next++]!);
  const layers = layout.layers.map(({ weights, bias }) => ({ weights: weights.map(take), bias: take(bias) }));
  const some = (matrix: Matrix | null): readonly Matrix[] => (matrix === null ? [] : [matrix]);
  return {
    all,
    layers,
    weights: layers.flatMap(({ weights }) => weights.flatMap(some)),
    biases: layers.flatMap(({ bias }) => some(bias)),
    others: parts.slice(next),
  };
};

/** The matrices of one layer: its weights, then its bias. */
export const matricesOf = ({ weights, bias }: LayerParameters): readonly Matrix[] =>
  [...weights, bias].filter((matrix) => matrix !== null);

/** The layout of parameters that exist. */
export const layoutLike = ({ layers, others }: Parameters): Layout => {
  const shapeOf = ({ rows, columns }: Matrix): MatrixShape => [rows, columns];
  return {
    layers: layers.map(({ weights, bias }) => ({
      weights: weights.map((matrix) => matrix && shapeOf(matrix)),
      bias: bias && shapeOf(bias),
    })),
    others: others.map(shapeOf),
  };
};
