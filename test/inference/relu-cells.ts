// Small ReLU networks once more, on arrays of numbers: the cells of equal signs, in each of which F is a convex quadratic, their
// stationary points, and fine Euler integration. One sample, squared error, all precisions 1.
import type { PlainNetwork, PlainSample } from "../network/plain.ts";

type Vector = readonly number[];

/** F(x) = ½ ‖A x − b‖² in one cell, `offset` the constant that is left out. */
interface Cell {
  readonly rows: number[][];
  readonly right: number[];
}

const hiddenSizes = ({ weights }: PlainNetwork): number[] => weights.slice(1).map((w) => w.length);

/** Offsets of x_1 … x_{L−1} in the state as one vector, and its length. */
const offsetsOf = (sizes: readonly number[]): number[] =>
  [0, ...sizes].map((_, l) => sizes.slice(0, l).reduce((sum, n) => sum + n, 0));

/** f(a_1), which nothing moves. */
const fixedPrediction = ({ weights, biases }: PlainNetwork, { input }: PlainSample): number[] =>
  biases[0]!.map((bias, j) =>
    Math.max(
      0,
      input.reduce((sum, value, i) => sum + value * weights[0]![i]![j]!, bias),
    ),
  );

/** `a_2 … a_{L−1}` at a state, one after another: the arguments of the units that have a kink. */
export const argumentsAt = (network: PlainNetwork, x: Vector): number[] => {
  const sizes = hiddenSizes(network);
  const offsets = offsetsOf(sizes);
  return network.weights
    .slice(1, -1)
    .flatMap((w, l) =>
      network.biases[l + 1]!.map((bias, j) =>
        w.reduce((sum, out, i) => sum + x[offsets[l]! + i]! * out[j]!, bias),
      ),
    );
};

/** The cell in which the units of layers 2 … L − 1 have these slopes, 0 or 1. */
export const cellOf = (network: PlainNetwork, sample: PlainSample, slopes: Vector, lambda: number): Cell => {
  const sizes = hiddenSizes(network);
  const offsets = offsetsOf(sizes);
  const total = offsets.at(-1)!;
  const cell: Cell = { rows: [], right: [] };
  const add = (entries: readonly (readonly [number, number])[], right: number): void => {
    const row = new Array<number>(total).fill(0);
    for (const [k, value] of entries) row[k]! += value;
    cell.rows.push(row);
    cell.right.push(right);
  };
  fixedPrediction(network, sample).forEach((value, j) => {
    add([[j, 1]], value);
  });
  let unit = 0;
  network.weights.slice(1, -1).forEach((w, l) => {
    network.biases[l + 1]!.forEach((bias, j) => {
      const slope = slopes[unit++]!;
      const below = w.map((out, i) => [offsets[l]! + i, -slope * out[j]!] as const);
      add([[offsets[l + 1]! + j, 1], ...below], slope * bias);
    });
  });
  const root = Math.sqrt(lambda);
  const last = network.weights.at(-1)!;
  network.biases.at(-1)!.forEach((bias, j) => {
    const below = last.map((out, i) => [offsets.at(-2)! + i, root * out[j]!] as const);
    add(below, root * (sample.target[j]! - bias));
  });
  return cell;
};

/** ∂F/∂x of the cell's quadratic. */
export const gradientIn = ({ rows, right }: Cell, x: Vector): number[] => {
  const gradient = new Array<number>(x.length).fill(0);
  rows.forEach((row, k) => {
    const error = row.reduce((sum, value, i) => sum + value * x[i]!, -right[k]!);
    row.forEach((value, i) => {
      gradient[i]! += value * error;
    });
  });
  return gradient;
};

/** Solves a symmetric positive definite system by elimination. */
export const solve = (matrix: readonly Vector[], right: Vector): number[] => {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < n; i++) {
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      if (factor !== 0) for (let j = i; j <= n; j++) rows[k]![j]! -= factor * rows[i]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = rows[i]![n]!;
    for (let j = i + 1; j < n; j++) rest -= rows[i]![j]! * x[j]!;
    x[i] = rest / rows[i]![i]!;
  }
  return x;
};

/** The minimum of the cell's quadratic, wherever that lies: `AᵀA x = Aᵀb`. Loops, since all cells of all networks are tried. */
const lowest = ({ rows, right }: Cell): number[] => {
  const n = rows[0]!.length;
  const normal = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const image = new Array<number>(n).fill(0);
  rows.forEach((row, k) => {
    for (let i = 0; i < n; i++) {
      const value = row[i]!;
      if (value === 0) continue;
      image[i]! += value * right[k]!;
      const line = normal[i]!;
      for (let j = 0; j < n; j++) line[j]! += value * row[j]!;
    }
  });
  return solve(normal, image);
};

/** Every stationary point off the kinks, by trying all cells: each is a minimum. */
export const allMinima = (network: PlainNetwork, sample: PlainSample, lambda: number): number[][] => {
  const units = network.biases.slice(1, -1).reduce((sum, b) => sum + b.length, 0);
  const found: number[][] = [];
  for (let pattern = 0; pattern < 2 ** units; pattern++) {
    const slopes = Array.from({ length: units }, (_, u) => (pattern >> u) & 1);
    const x = lowest(cellOf(network, sample, slopes, lambda));
    if (argumentsAt(network, x).every((a, u) => a > 0 === (slopes[u] === 1))) found.push(x);
  }
  return found;
};

/**
 * The largest part of F's slope that no constraint holds back, over the cells that meet at a state whose units `onKink` rest
 * exactly: in each cell the gradient has to be a combination of the kinks' normals, pointing into the cell, with weights ≥ 0.
 */
export const descentAt = (
  network: PlainNetwork,
  sample: PlainSample,
  x: Vector,
  onKink: readonly number[],
  lambda: number,
): number => {
  const signs = argumentsAt(network, x).map((a) => Number(a > 0));
  const normals = onKink.map((unit) => {
    const at = argumentsAt(
      network,
      x.map(() => 0),
    )[unit]!;
    return x.map(
      (_, i) =>
        argumentsAt(
          network,
          x.map((_, k) => Number(k === i)),
        )[unit]! - at,
    );
  });
  let worst = 0;
  for (let pattern = 0; pattern < 2 ** onKink.length; pattern++) {
    const slopes = [...signs];
    onKink.forEach((unit, k) => {
      slopes[unit] = (pattern >> k) & 1;
    });
    const gradient = gradientIn(cellOf(network, sample, slopes, lambda), x);
    const inward = normals.map((normal, k) =>
      normal.map((value) => (slopes[onKink[k]!] === 1 ? value : -value)),
    );
    const gram = inward.map((p) => inward.map((q) => p.reduce((sum, value, i) => sum + value * q[i]!, 0)));
    const weights =
      inward.length === 0
        ? []
        : solve(
            gram,
            inward.map((p) => p.reduce((sum, value, i) => sum + value * gradient[i]!, 0)),
          );
    const rest = gradient.map((value, i) => weights.reduce((sum, w, k) => sum - w * inward[k]![i]!, value));
    worst = Math.max(worst, Math.hypot(...rest), ...weights.map((w) => -w));
  }
  return worst;
};

/** Euler's method from the feed-forward pass, or from where one has come to, until ‖∂F/∂x‖ ≤ `tolerance`, or to the end of time. */
export const integrate = (
  network: PlainNetwork,
  sample: PlainSample,
  lambda: number,
  { step, tolerance, time }: { readonly step: number; readonly tolerance: number; readonly time: number },
  from: Vector | null = null,
): { readonly state: number[]; readonly speed: number } => {
  const sizes = hiddenSizes(network);
  const offsets = offsetsOf(sizes);
  const start: number[] = fixedPrediction(network, sample);
  const fixed = [...start];
  network.weights.slice(1, -1).forEach((w, l) => {
    network.biases[l + 1]!.forEach((bias, j) => {
      start.push(
        Math.max(
          0,
          w.reduce((sum, out, i) => sum + start[offsets[l]! + i]! * out[j]!, bias),
        ),
      );
    });
  });
  const x = Float64Array.from(from ?? start);
  const force = new Float64Array(x.length);
  const layers = network.weights.length;
  /** What each unit hears, one after another in memory. */
  const heard = network.weights.map((w, l) => network.biases[l]!.map((_, j) => w.map((out) => out[j]!)));
  let speed = Number.POSITIVE_INFINITY;
  for (let t = 0; t < time && speed > tolerance; t += step) {
    for (let i = 0; i < fixed.length; i++) force[i] = fixed[i]! - x[i]!;
    for (let l = 1; l < layers - 1; l++) {
      const below = offsets[l - 1]!;
      const here = offsets[l]!;
      for (let j = 0; j < sizes[l]!; j++) {
        const w = heard[l]![j]!;
        let a = network.biases[l]![j]!;
        for (let i = 0; i < w.length; i++) a += x[below + i]! * w[i]!;
        const error = x[here + j]! - Math.max(0, a);
        force[here + j] = -error;
        if (a > 0) for (let i = 0; i < w.length; i++) force[below + i]! += error * w[i]!;
      }
    }
    const top = offsets.at(-2)!;
    for (let j = 0; j < sample.target.length; j++) {
      const w = heard[layers - 1]![j]!;
      let error = network.biases[layers - 1]![j]! - sample.target[j]!;
      for (let i = 0; i < w.length; i++) error += x[top + i]! * w[i]!;
      for (let i = 0; i < w.length; i++) force[top + i]! -= lambda * error * w[i]!;
    }
    let square = 0;
    for (let i = 0; i < x.length; i++) {
      square += force[i]! * force[i]!;
      x[i]! += step * force[i]!;
    }
    speed = Math.sqrt(square);
  }
  return { state: [...x], speed };
};
