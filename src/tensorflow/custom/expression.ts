import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { mistake } from "../../modules/mistake.ts";
import type { Network } from "../../network/network.ts";
import type { Tf } from "../backend.ts";
import type { Expression, ParameterTensors, Point } from "../expression.ts";
import { activationOf } from "../functions.ts";
import type { CustomParameters, CustomPoint, LoadedModule, Surroundings } from "./module.ts";

/** A module's further parameters: what they are called, and which shapes they have. */
export interface CustomShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A matrix that holds a tensor of that shape. */
export const matrixShape = (shape: readonly number[]): readonly [number, number] => {
  const [rows = 1, ...rest] = shape.length < 2 ? [1, ...shape] : shape;
  return [rows, rest.reduce((product, length) => product * length, 1)];
};

/** A module's view of its parameters. */
export const customParameters = (
  tf: Tf,
  network: Network,
  others: readonly CustomShape[],
  tensors: ParameterTensors,
): CustomParameters => ({
  weights: network.layers
    .flatMap(({ incoming }) => incoming.filter(({ map }) => map.weights !== null))
    .map((_, i) => tensors.weight(i)),
  biases: network.layers.filter(({ bias }) => bias !== "none").map((_, i) => tensors.bias(i)),
  ...Object.fromEntries(
    others.map(({ name, shape }, i): [string, Tensor] => [name, tf.reshape(tensors.other(i), [...shape])]),
  ),
});

/** What a module returned, in words. */
export const shown = (tf: Tf, value: unknown): string => {
  if (value instanceof tf.Tensor) return `a tensor [${value.shape.join(", ")}]`;
  if (value instanceof Promise) return "a promise (it must not be async)";
  return value === null || value === undefined ? "nothing" : `a ${typeof value}`;
};

/** A module's energy as an expression. Its energy of a sample is that of a batch of one. Throws `UserError` for wrong shapes. */
export const customExpression = (
  { functions: module, placeOf }: LoadedModule,
  network: Network,
  surroundings: Surroundings,
  others: readonly CustomShape[],
): Expression => {
  const respond = activationOf(network.activation);
  const pointOf = (tf: Tf, { input, states, parameters }: Omit<Point, "constants">): CustomPoint => ({
    ...surroundings,
    input: input(),
    states,
    parameters: customParameters(tf, network, others, parameters),
    activation: (a) => respond(tf, a),
  });
  const energyAt = (tf: Tf, point: CustomPoint): Scalar => {
    const energy: unknown = module.energy(tf, point);
    if (energy instanceof tf.Tensor && energy.rank === 0) return energy as Scalar;
    throw mistake(
      placeOf("energy"),
      `expected energy to return a scalar, the sum over the batch, found ${shown(tf, energy)}; end it with tf.sum(…)`,
    );
  };
  return {
    constants: () => [],
    total: (tf, point) => energyAt(tf, pointOf(tf, point)),
    perSample: (tf, point): Tensor1D => {
      const { input, states, parameters } = pointOf(tf, point);
      const row = (x: Tensor2D, sample: number): Tensor2D => tf.slice(x, [sample, 0], [1, x.shape[1]]);
      const energies = Array.from({ length: input.shape[0] }, (_, sample): Scalar => {
        const shared = { ...surroundings, parameters, activation: (a: Tensor2D) => respond(tf, a) };
        return energyAt(tf, {
          ...shared,
          input: row(input, sample),
          states: states.map((x) => row(x, sample)),
        });
      });
      return tf.stack(energies) as Tensor1D;
    },
    output: (tf, point) => {
      if (module.output === undefined) return point.states.at(-1)!;
      const output: unknown = module.output(tf, pointOf(tf, point));
      const wanted = [point.states[0]!.shape[0], network.sizes.at(-1)!];
      if (output instanceof tf.Tensor && `${output.shape}` === `${wanted}`) return output as Tensor2D;
      const expected = `expected output to return a tensor [${wanted.join(", ")}], the batch and the units of the output layer`;
      throw mistake(placeOf("output"), `${expected}, found ${shown(tf, output)}`);
    },
  };
};
