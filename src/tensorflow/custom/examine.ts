import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Problem } from "../../energy/problem.ts";
import type { UserError } from "../../errors.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { mistake } from "../../modules/mistake.ts";
import { zeroParameters } from "../../network/parameters.ts";
import type { TensorFlow } from "../backend.ts";
import { gradientsOf, readParameters } from "../bind.ts";
import type { Point } from "../expression.ts";
import { tensorOf } from "../tensors.ts";
import type { CustomEnergy } from "./energy.ts";

/** Rounding of an energy in float32, relative. */
const rounding = 1e-4;
/** How far states are moved to see whether the energy changes with them. */
const displacement = 0.1;

/**
 * Evaluates a custom energy once, where inference will start. Throws `UserError` (usage) with the place of the
 * mistake: no number, not a sum over the samples, not differentiable in a state. `problem` has a batch of one sample.
 */
export const examineExpression = (
  engine: TensorFlow,
  linalg: Linalg,
  custom: CustomEnergy,
  problem: Problem,
): void =>
  linalg.scope(() => {
    const twice = {
      ...problem,
      input: doubled(linalg, problem.input),
      target: doubled(linalg, problem.target),
    };
    const { expression, module } = custom;
    const start = custom.start(linalg, twice);
    const at = module.functions.free === undefined ? "where every state is 0" : "at the free phase";
    const wrong = (message: string): UserError => mistake(module.placeOf("energy"), message);
    const { tf } = engine;
    engine.within(() => {
      const pointAt = (states: readonly Tensor2D[]): Point => ({
        input: () => tensorOf(tf, linalg, twice.input),
        states,
        parameters: readParameters(tf, linalg, problem.parameters),
        constants: [],
      });
      const states = start.map((x) => tensorOf(tf, linalg, x));
      const moved = states.map((x): Tensor2D => tf.add(x, displacement));
      const energyAt = (each: readonly Tensor2D[]) => (): Scalar => expression.total(tf, pointAt(each));
      requireFinite(energyAt(states)().dataSync()[0]!, at, wrong);
      requireSame(energyAt(moved)().dataSync()[0]!, energyAt(moved)().dataSync()[0]!, wrong);
      // At the free phase the energy may be nothing but rounding.
      const [single] = expression.perSample(tf, pointAt(moved)).dataSync();
      requireSum(energyAt(moved)().dataSync()[0]!, single!, wrong);
      expression.output(tf, pointAt(states));
      states.forEach((state, i) => {
        const name = `states[${i}] (${custom.states[i]} units)`;
        const here = differentiate(engine, energyAt(states), state, name, wrong);
        const there = differentiate(engine, energyAt(moved), moved[i]!, name, wrong);
        if (!here.every(Number.isFinite)) {
          throw wrong(
            `expected a finite force on ${name}, found NaN or infinity ${at}; look for a root, a norm or a power of 0`,
          );
        }
        if (here.every((value) => value === 0) && there.every((value) => value === 0)) {
          throw wrong(
            `expected an energy that can be differentiated by ${name}, found a derivative of 0 ${at} and beside it; ` +
              "look for comparisons and indices, or leave the state out",
          );
        }
      });
    });
    const gradient = zeroParameters(linalg, custom.layout);
    custom.record.bind(linalg, twice, 1).parameterGradient(start, 1, gradient);
    if (!linalg.values(gradient.all).every((value: number) => Number.isFinite(value))) {
      throw wrong(
        `expected a finite derivative by the parameters, found NaN or infinity ${at}; look for a root, a norm or a power of 0`,
      );
    }
  });

const requireFinite = (energy: number, at: string, wrong: (message: string) => UserError): void => {
  if (Number.isFinite(energy)) return;
  throw wrong(
    `expected a finite energy, found ${energy} ${at}; ` +
      "look for a logarithm, a root or a quotient of 0, or start elsewhere with an export free",
  );
};

/** Chance and time belong to no identity. */
const requireSame = (first: number, second: number, wrong: (message: string) => UserError): void => {
  if (Object.is(first, second)) return;
  throw wrong(
    `expected the same energy of the same states, found ${first} and then ${second}; ` +
      "take random numbers from uniform in parameters, and nothing from the clock",
  );
};

/** `total` is the energy of two copies of a sample whose energy is `single`. */
const requireSum = (total: number, single: number, wrong: (message: string) => UserError): void => {
  if (!Number.isFinite(total)) return;
  if (Math.abs(total - 2 * single) <= rounding * (Math.abs(total) + Math.abs(single))) return;
  throw wrong(
    `expected the sum over the samples of the batch, found ${total.toPrecision(6)} for two copies of a sample whose energy is ${single.toPrecision(6)}; ` +
      "use tf.sum, not tf.mean, and let no sample see another",
  );
};

const differentiate = (
  engine: TensorFlow,
  energy: () => Scalar,
  state: Tensor,
  name: string,
  wrong: (message: string) => UserError,
): Float32Array => {
  const expected = `expected an energy that can be differentiated by ${name}`;
  let gradient: Tensor | null;
  try {
    gradient = gradientsOf(engine, energy, [state])[0] ?? null;
  } catch (error) {
    const operation = /gradient function not found for (\w+)/.exec((error as Error).message)?.[1];
    if (operation === undefined) throw error;
    throw wrong(
      `${expected}, found the operation ${operation} between them, which has no derivative in TensorFlow.js; use another`,
    );
  }
  if (gradient !== null) return gradient.dataSync() as Float32Array;
  throw wrong(
    `${expected}, found that it does not depend on it; use the state in energy, or leave it out of states`,
  );
};

const doubled = (linalg: Linalg, row: Matrix): Matrix => {
  const both = linalg.matrix(2, row.columns);
  linalg.values(both).set([...linalg.values(row), ...linalg.values(row)]);
  return both;
};
