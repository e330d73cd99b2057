// The implicit gradient of Hopfield's energy on arrays of numbers: descent and Newton's method to the free fixed point, the Hessian
// written out, and Gaussian elimination. The formulas as they stand, to compare the engine with.
import { type PlainNetwork, type PlainSample, plainOutputError } from "../network/plain.ts";

interface Rate {
  readonly rate: number;
  readonly slope: number;
  readonly curvature: number;
}

const rates: Readonly<Record<string, (s: number) => Rate>> = {
  tanh: (s) => {
    const rate = Math.tanh(s);
    const slope = 1 - rate * rate;
    return { rate, slope, curvature: -2 * rate * slope };
  },
  sigmoid: (s) => {
    const rate = 1 / (1 + Math.exp(-s));
    const slope = rate * (1 - rate);
    return { rate, slope, curvature: slope * (1 - 2 * rate) };
  },
};

/** Where unit j of layer l ≥ 1 stands in the vector of all units. */
const offsets = (sizes: readonly number[]): number[] =>
  sizes.slice(1).map((_, l) => sizes.slice(1, l + 1).reduce((sum, size) => sum + size, 0));

const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = right.length;
  for (let i = 0; i < n; i++) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? i + k : best), i);
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let j = i + 1; j < n; j++) {
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k <= n; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const rest = rows[i]!.slice(i + 1, n).reduce(
      (sum, value, k) => sum - value * x[i + 1 + k]!,
      rows[i]![n]!,
    );
    x[i] = rest / rows[i]![i]!;
  }
  return x;
};

/** ∂E/∂s at a state, and ∂²E/∂s² where it is asked for. */
const derivatives = (
  network: PlainNetwork,
  sample: PlainSample,
  sizes: readonly number[],
  s: readonly number[],
) => {
  const at = offsets(sizes);
  const f = s.map(rates[network.activation]!);
  const drives = sizes.slice(1).flatMap((size, l) => {
    const below = l === 0 ? sample.input : f.slice(at[l - 1]!, at[l]!).map(({ rate }) => rate);
    return Array.from({ length: size }, (_, j) => {
      const fromBelow = below.reduce(
        (sum, x, i) => sum + x * network.weights[l]![i]![j]!,
        network.biases[l]![j]!,
      );
      const above = network.weights[l + 1]?.[j] ?? [];
      return above.reduce((sum, weight, k) => sum + weight * f[at[l + 1]! + k]!.rate, fromBelow);
    });
  });
  const force = s.map((value, i) => value - f[i]!.slope * drives[i]!);
  const hessian = (): number[][] => {
    const result = s.map((_, i) => s.map((_, j) => (i === j ? 1 - f[i]!.curvature * drives[i]! : 0)));
    network.weights.slice(1).forEach((weights, l) => {
      weights.forEach((row, j) => {
        row.forEach((weight, k) => {
          const [unit, above] = [at[l]! + j, at[l + 1]! + k];
          result[unit]![above] = -f[unit]!.slope * weight * f[above]!.slope;
          result[above]![unit] = result[unit]![above]!;
        });
      });
    });
    return result;
  };
  return { at, f, force, hessian };
};

/** `dL/dθ = Σ (ρ′_i v_i ρ_j + ρ_i ρ′_j v_j)` for weights, `ρ′_j v_j` for biases, with `∂²E/∂s² v = ∂L/∂s`; in the order W_0, b_0, … */
export const plainImplicitGradient = (network: PlainNetwork, sample: PlainSample): number[] => {
  const sizes = [sample.input.length, ...network.biases.map((bias) => bias.length)];
  let s = new Array<number>(sizes.slice(1).reduce((sum, size) => sum + size, 0)).fill(0);
  // Descent finds the minimum, and Newton's method its last digits.
  for (let step = 0; step < 400; step++) {
    const { force } = derivatives(network, sample, sizes, s);
    s = s.map((value, i) => value - 0.3 * force[i]!);
  }
  for (let step = 0; step < 5; step++) {
    const { force, hessian } = derivatives(network, sample, sizes, s);
    const move = solve(hessian(), force);
    s = s.map((value, i) => value - move[i]!);
  }
  const { at, f, hessian } = derivatives(network, sample, sizes, s);
  const output = s.slice(at.at(-1)!);
  const pull = plainOutputError(network.loss, output, sample.target);
  const v = solve(hessian(), [...s.slice(0, at.at(-1)!).map(() => 0), ...pull]);
  return network.weights.flatMap((weights, l) => [
    ...weights.flatMap((row, i) =>
      row.map((_, j) => {
        const unit = at[l]! + j;
        const moved = f[unit]!.slope * v[unit]!;
        if (l === 0) return sample.input[i]! * moved;
        const below = at[l - 1]! + i;
        return f[below]!.slope * v[below]! * f[unit]!.rate + f[below]!.rate * moved;
      }),
    ),
    ...network.biases[l]!.map((_, j) => f[at[l]! + j]!.slope * v[at[l]! + j]!),
  ]);
};
