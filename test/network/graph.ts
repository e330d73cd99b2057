// Networks of the golden files `graph-*.json`, whose own way to describe them is turned into ours.
import { z } from "zod";
import type { Linalg, LossKind, Matrix, Precision } from "../../src/linalg/linalg.ts";
import type { ActivationKind } from "../../src/network/activation.ts";
import { networkOf } from "../../src/network/description/description.ts";
import type { Network } from "../../src/network/network.ts";
import { layoutOf, type Parameters, zeroParameters } from "../../src/network/parameters.ts";
import { type Rows, readGolden, toMatrix } from "../golden.ts";
import { engine } from "./problem.ts";

interface GoldenConnection {
  kind: string;
  from: number;
  scale?: number;
  before?: ActivationKind;
  kernel?: number;
  channels?: number;
  stride?: number;
  padding?: number;
  size?: number;
}

export interface GoldenSpec {
  input: number[];
  loss: LossKind;
  rho?: ActivationKind;
  layers: {
    units?: number;
    activation?: ActivationKind;
    bias?: boolean;
    connections: GoldenConnection[];
  }[];
}

/** A tensor of numbers, nested lists. */
export type Nested = number | Nested[];

export const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));

export interface Equilibrium {
  state: Rows[];
  one_sided_sum: Nested[];
  symmetric_sum: Nested[];
}

export interface GoldenGraph {
  spec: GoldenSpec;
  parameters: Nested[];
  input: Rows;
  target: Rows;
}

export interface GoldenCodingGraph extends GoldenGraph {
  feed_forward: Rows[];
  loss_sum: number;
  backprop_sum: Nested[];
  "first_force_lambda_0.3": Rows[];
  "euler_0.1x25_lambda_0.3": { state: Rows[]; energy: number; estimate_sum: Nested[] };
  "equilibrium_lambda_0.001": Equilibrium;
  "equilibrium_lambda_0.1": Equilibrium;
}

export interface GoldenHopfieldGraph extends GoldenGraph {
  free: Rows[];
  implicit_sum: Nested[];
  "nudged_lambda_0.001": Equilibrium;
  "nudged_lambda_0.05": Equilibrium;
}

export const codingGraphs = [
  "graph-pc-convolution-cross-entropy",
  "graph-pc-residual-mup-linear",
  "graph-pc-residual-mup-tanh",
  "graph-pc-skips-gelu-silu-tanh",
] as const;

const connectionOf = (
  { kind, from, scale, before, kernel, channels, stride, padding, size }: GoldenConnection,
  units: number | undefined,
): object => ({
  kind,
  from,
  scale,
  before,
  ...(kind === "dense" && { units }),
  ...(kind === "convolution" && { channels, kernel, stride, padding }),
  ...(kind === "average-pooling" && { size, stride }),
});

/** What is left of a value in JSON. */
const plain = z.array(z.record(z.string(), z.json()));

export const networkOfSpec = ({ input, layers, rho = "linear" }: GoldenSpec): Network =>
  networkOf({
    input,
    activation: rho,
    layers: plain.parse(
      JSON.parse(
        JSON.stringify(
          layers.map(({ units, activation = "linear", bias = true, connections }, i) => ({
            activation: i + 1 === layers.length ? undefined : activation,
            bias,
            connections: connections.map((connection) => connectionOf(connection, units)),
          })),
        ),
      ),
    ),
  });

export interface Graph {
  readonly linalg: Linalg;
  readonly network: Network;
  readonly parameters: Parameters;
  readonly input: Matrix;
  readonly target: Matrix;
  readonly loss: LossKind;
}

/** A golden network with its numbers. */
export const loadGraph = <Golden extends GoldenGraph>(
  name: string,
  precision: Precision = "float64",
): { golden: Golden; graph: Graph } => {
  const golden = readGolden<Golden>(name);
  const linalg = engine(precision);
  const network = networkOfSpec(golden.spec);
  const parameters = zeroParameters(linalg, layoutOf(network));
  linalg.values(parameters.all).set(flat(golden.parameters));
  return {
    golden,
    graph: {
      linalg,
      network,
      parameters,
      input: toMatrix(linalg, golden.input),
      target: toMatrix(linalg, golden.target),
      loss: golden.spec.loss,
    },
  };
};
