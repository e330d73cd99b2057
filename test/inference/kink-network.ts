// A ReLU network whose nudged equilibrium lies on a kink, by hand. 1-1-1-1 with x_0 = 1, W = (w_0, w, v), output offset d:
//
//   F(x_1, x_2) = ½ (x_1 − x̄_1)² + ½ (x_2 − relu(w x_1 + b))² + ½ λ (v x_2 + d − T)²,   α = w x̄_1 + b > 0 at the free phase.
//
// On the kink w x_1 + b = 0: ε_1 = −α/w, and x_2 = ε_2 = −λ v (d − T) / (1 + λ v²) minimises the rest. It is the equilibrium
// when 0 lies between the one-sided forces on x_1, −ε_1 and −ε_1 + w ε_2: θ = ε_1 / (w ε_2) = −α / (w² ε_2) ∈ (0, 1).
import type { Matrix } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { bind, engine, type Problem } from "../network/problem.ts";

export interface Chain {
  readonly w: number;
  readonly b: number;
  readonly v: number;
  /** d − T. */
  readonly gap: number;
}

/** Several such chains side by side in one network: they share nothing. x̄_1 = 1 in each. */
export const chains = (all: readonly Chain[], batch = 1): Problem => {
  const linalg = engine();
  const n = all.length;
  const network = chain({ sizes: [1, n, n, n], activation: "relu" });
  const parameters = zeroParameters(linalg, layoutOf(network));
  linalg.values(parameters.weights[0]!).fill(1);
  all.forEach(({ w, b, v, gap }, i) => {
    linalg.values(parameters.weights[1]!)[i * n + i] = w;
    linalg.values(parameters.biases[1]!)[i] = b;
    linalg.values(parameters.weights[2]!)[i * n + i] = v;
    linalg.values(parameters.biases[2]!)[i] = gap;
  });
  const input: Matrix = linalg.matrix(batch, 1);
  linalg.values(input).fill(1);
  return bind(linalg, network, parameters, input, linalg.matrix(batch, n), "squared-error", [1, 1]);
};

export interface ChainEquilibrium {
  readonly kink: boolean;
  readonly x1: number;
  readonly x2: number;
  /** The slope of the relu that balances the forces: 0, 1, or between on the kink. */
  readonly slope: number;
  readonly total: number;
  /** ∂F*⁄∂w and ∂F*⁄∂b of the minimum F*. */
  readonly gradient: readonly [number, number];
}

/** The minimum of F in closed form; each of the three pieces is a quadratic. */
export const chainEquilibrium = ({ w, b, v, gap }: Chain, lambda: number): ChainEquilibrium => {
  const alpha = w + b;
  const energy = (x1: number, x2: number): number =>
    (x1 - 1) ** 2 / 2 + (x2 - Math.max(0, w * x1 + b)) ** 2 / 2 + (lambda * (v * x2 + gap) ** 2) / 2;
  const result = (kink: boolean, x1: number, x2: number, slope: number): ChainEquilibrium => {
    const e2 = x2 - Math.max(0, w * x1 + b);
    return { kink, x1, x2, slope, total: energy(x1, x2), gradient: [-slope * e2 * x1, -slope * e2] };
  };
  // a ≤ 0: ε_1 = 0, so x_1 = 1. a ≥ 0: ε_1 = w ε_2 and ε_2 = −λ v (v (α + (1 + w²) ε_2) + gap).
  const e2 = (-lambda * v * (v * alpha + gap)) / (1 + lambda * v * v * (1 + w * w));
  const off = (-lambda * v * gap) / (1 + lambda * v * v);
  if (alpha < 0) return result(false, 1, off, 0);
  if (alpha + w * w * e2 > 0) return result(false, 1 + w * e2, alpha + (1 + w * w) * e2, 1);
  return result(true, -b / w, off, -alpha / (w * w * off));
};
