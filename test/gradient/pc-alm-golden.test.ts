import { describe, expect, it } from "vitest";
import { pcAlm } from "../../src/gradient/estimator/pc-alm.ts";
import { pcNudge } from "../../src/gradient/estimator/pc-nudge.ts";
import { pcSymmetric } from "../../src/gradient/estimator/pc-symmetric.ts";
import type { Estimator } from "../../src/gradient/estimator.ts";
import type { ActivationKind } from "../../src/network/activation.ts";
import { mapOf } from "../../src/network/connection/registry.ts";
import type { Layer, Network } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { type Shape, unitsOf } from "../../src/network/shape.ts";
import { type Rows, readGolden, toMatrix } from "../golden.ts";
import { engine, numbers } from "../network/problem.ts";

// Networks of connections in float64 JAX, written independently of us; estimates are sums over the batch.

interface Connection {
  readonly from: number;
  readonly kind: string;
  readonly scale?: number;
  readonly before?: ActivationKind;
  readonly weights?: number;
}

interface GoldenGraph {
  readonly spec: {
    readonly input: Shape;
    readonly loss: "squared-error" | "cross-entropy";
    readonly layers: readonly {
      readonly units?: number;
      readonly activation?: ActivationKind;
      readonly bias?: boolean;
      readonly biases?: number;
      readonly connections: readonly Connection[];
    }[];
  };
  readonly parameters: readonly unknown[];
  readonly input: Rows;
  readonly target: Rows;
}

interface Equilibrium {
  readonly one_sided_sum: readonly unknown[];
  readonly symmetric_sum: readonly unknown[];
  readonly alm_2_sum: readonly unknown[];
}

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);

/** The layers of a golden file, and its parameters' indices in our order: layer by layer, weights before the bias. */
const networkOf = ({ spec }: GoldenGraph): { network: Network; order: number[] } => {
  const shapes: Shape[] = [spec.input];
  const order: number[] = [];
  const layers = spec.layers.map((layer): Layer => {
    const incoming = layer.connections.map(
      ({ from, kind, scale = 1, before = "linear", weights, ...own }) => {
        const { bound: _, ...settings } = own as Record<string, unknown>;
        const units = kind === "dense" ? { units: layer.units } : {};
        const map = mapOf({ kind, ...units, ...settings }, shapes[from]!);
        if (typeof map === "string") throw new Error(map);
        if (weights !== undefined) order.push(weights);
        return { from, map, scale, before };
      },
    );
    const shape = incoming[0]!.map.target;
    shapes.push(shape);
    if (layer.biases !== undefined) order.push(layer.biases);
    const bias = layer.biases === undefined ? "none" : shape.length === 1 ? "unit" : "channel";
    return { shape, activation: layer.activation ?? "linear", bias, incoming };
  });
  const network = {
    input: spec.input,
    layers,
    sizes: shapes.map(unitsOf),
    activation: "tanh",
    parameterisation: "standard",
  } as const;
  return { network, order };
};

describe.each([
  "graph-pc-convolution-cross-entropy",
  "graph-pc-residual-mup-tanh",
  "graph-pc-residual-mup-linear",
  "graph-pc-skips-gelu-silu-tanh",
])("%s", (name) => {
  const golden = readGolden<GoldenGraph>(name);
  const linalg = engine("float64");
  const { network, order } = networkOf(golden);
  const parameters = zeroParameters(linalg, layoutOf(network));
  linalg.values(parameters.all).set(order.flatMap((index) => flat(golden.parameters[index])));
  const bench = {
    linalg,
    problem: {
      network,
      parameters,
      input: toMatrix(linalg, golden.input),
      target: toMatrix(linalg, golden.target),
      loss: golden.spec.loss,
    },
    inference: { solver: "equilibrium", tolerance: 0, maxIterations: 2000 } as const,
  };

  /** ‖estimate − golden‖ / ‖golden‖, of sums over the batch. */
  const deviation = (estimator: Estimator, lambda: number, sums: readonly unknown[]): number => {
    const expected = order.flatMap((index) => flat(sums[index]));
    const found = numbers(linalg, estimator.estimate(bench, lambda).gradient.all);
    const off = found.map((value, k) => value * golden.input.length - expected[k]!);
    return Math.hypot(...off) / Math.hypot(...expected);
  };

  it.each([
    [0.001, 1e-8],
    [0.1, 1e-10],
  ])("estimates at λ = %d: one-sided, symmetric, and PC-ALM with two updates", (lambda, tolerance) => {
    const at = (golden as unknown as Record<string, Equilibrium>)[`equilibrium_lambda_${lambda}`]!;
    expect(deviation(pcNudge, lambda, at.one_sided_sum)).toBeLessThan(tolerance);
    expect(deviation(pcSymmetric, lambda, at.symmetric_sum)).toBeLessThan(tolerance);
    expect(deviation(pcAlm(2), lambda, at.alm_2_sum)).toBeLessThan(tolerance);
  });
});
