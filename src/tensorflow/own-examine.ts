import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { Problem } from "../energy/problem.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { zeroParameters } from "../network/network.ts";
import type { TensorFlow } from "./backend.ts";
import { gradientsOf, readParameters } from "./bind.ts";
import type { Point } from "./expression.ts";
import type { OwnEnergy } from "./own-energy.ts";
import { mistake } from "./own-module.ts";
import { tensorOf } from "./tensors.ts";

/** Rounding of an energy in float32, relative. */
const rounding = 1e-4;

/**
 * Evaluates an energy of one's own once, where inference will start. Throws `UserError` (usage) with the place of the
 * mistake: no number, not a sum over the samples, not differentiable in a state. `problem` has a batch of one sample.
 */
export const examineOwnEnergy = (
  engine: TensorFlow,
  linalg: Linalg,
  own: OwnEnergy,
  problem: Problem,
): void =>
  linalg.scope(() => {
    const twice = {
      ...problem,
      input: doubled(linalg, problem.input),
      target: doubled(linalg, problem.target),
    };
    const { start } = own.bind(linalg, twice);
    const { expression, module } = own;
    const place = module.placeOf("energy");
    const { tf } = engine;
    engine.within(() => {
      const point: Point = {
        input: () => tensorOf(tf, linalg, twice.input),
        states: start.map((x) => tensorOf(tf, linalg, x)),
        parameters: readParameters(tf, linalg, problem.parameters),
        constants: [],
      };
      const at = module.functions.free === undefined ? "where every state is 0" : "at the free phase";
      const total = (): Scalar => expression.total(tf, point);
      const [energy] = total().dataSync() as unknown as [number];
      const single = expression.perSample(tf, point).dataSync()[0]!;
      if (!Number.isFinite(energy)) {
        const remedy =
          "look for a logarithm, a root or a quotient of 0, or start elsewhere with an export free";
        throw mistake(place, `expected a finite energy, found ${energy} ${at}; ${remedy}`);
      }
      if (Math.abs(energy - 2 * single) > rounding * (Math.abs(energy) + Math.abs(single))) {
        const found = `${energy} for two copies of a sample whose energy is ${single}`;
        throw mistake(
          place,
          `expected the sum over the samples of the batch, found ${found}; use tf.sum, not tf.mean, and let no sample see another`,
        );
      }
      expression.output(tf, point);
      point.states.forEach((state, i) => {
        const name = `states[${i}] (${own.states[i]} units)`;
        const force = differentiate(engine, total, state, place, name);
        if (!force.dataSync().every(Number.isFinite)) {
          throw mistake(
            place,
            `expected a finite force on ${name}, found NaN or infinity ${at}; look for a root, a norm or a power of 0`,
          );
        }
      });
    });
    const gradient = zeroParameters(linalg, own.layout);
    own.bind(linalg, twice).parameterGradient(start, 1, gradient);
    if (!linalg.values(gradient.all).every((value: number) => Number.isFinite(value))) {
      throw mistake(
        place,
        "expected a finite derivative by the parameters, found NaN or infinity at the start; look for a root, a norm or a power of 0",
      );
    }
  });

const differentiate = (
  engine: TensorFlow,
  energy: () => Scalar,
  state: Tensor,
  place: string,
  name: string,
): Tensor => {
  const expected = `expected an energy that can be differentiated by ${name}`;
  let gradient: Tensor | null;
  try {
    gradient = gradientsOf(engine, energy, [state])[0] ?? null;
  } catch (error) {
    const operation = /gradient function not found for (\w+)/.exec((error as Error).message)?.[1];
    if (operation === undefined) throw error;
    throw mistake(
      place,
      `${expected}, found the operation ${operation} between them, which has no derivative in TensorFlow.js; use another`,
    );
  }
  if (gradient !== null) return gradient;
  throw mistake(
    place,
    `${expected}, found that it does not depend on it; use the state in energy, or leave it out of states`,
  );
};

const doubled = (linalg: Linalg, row: Matrix): Matrix => {
  const both = linalg.matrix(2, row.columns);
  linalg.values(both).set([...linalg.values(row), ...linalg.values(row)]);
  return both;
};
