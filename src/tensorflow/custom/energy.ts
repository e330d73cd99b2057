import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Energy } from "../../energy/energy.ts";
import { neverClamped } from "../../energy/nudge.ts";
import type { EnergyRecord, FreePhase, Problem } from "../../energy/problem.ts";
import { selectRows } from "../../energy/select-rows.ts";
import type { State } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { mistake } from "../../modules/mistake.ts";
import type { Network } from "../../network/network.ts";
import { type Layout, layoutOf, type Parameters, zeroParameters } from "../../network/parameters.ts";
import type { TensorFlow } from "../backend.ts";
import { type BoundExpression, bindExpression, readParameters } from "../bind.ts";
import type { Expression } from "../expression.ts";
import { activationOf } from "../functions.ts";
import { readInto, tensorOf } from "../tensors.ts";
import { type CustomShape, customExpression, customParameters, matrixShape, shown } from "./expression.ts";
import type { LoadedModule, Surroundings } from "./module.ts";
import { initialTensors, stateUnits } from "./shapes.ts";

/** A custom energy for a network: what is needed to make its parameters and to bind it. */
export interface CustomEnergy {
  readonly module: LoadedModule;
  readonly expression: Expression;
  /** Units of each state. */
  readonly states: readonly number[];
  readonly others: readonly CustomShape[];
  readonly layout: Layout;
  /** Fills the parameters that the module adds; `draw` gives numbers in [0, 1). */
  readonly initialise: (linalg: Linalg, parameters: Parameters, draw: () => number) => void;
  /** Where inference starts. */
  readonly start: (linalg: Linalg, problem: Problem) => State;
  /** For `bindEnergy` and everything that takes an energy of the registry. */
  readonly record: EnergyRecord;
}

/** A module's energy for a network. Throws `UserError` (usage) for states or parameters that can't be. */
export const energyOfModule = (
  engine: TensorFlow,
  module: LoadedModule,
  network: Network,
  options: Surroundings["options"],
): CustomEnergy => {
  const surroundings = { sizes: network.sizes, options };
  const states = stateUnits(module, surroundings);
  const initial = (draw: () => number) => initialTensors(module, surroundings, draw);
  const others = initial(() => 0.5).map(([name, { shape }]) => ({ name, shape }));
  const layout = layoutOf(
    network,
    others.map(({ shape }) => matrixShape(shape)),
  );
  const expression = customExpression(module, network, surroundings, others);
  /** The loss alone, as a function of the parameters through the free phase. */
  const pass: Expression = {
    ...expression,
    total: (tf) => tf.scalar(0),
    output: (tf, point) => {
      const parameters = customParameters(tf, network, others, point.parameters);
      const free = module.functions.free!(tf, {
        ...surroundings,
        input: point.input(),
        parameters,
        activation: (a) => activationOf(network.activation)(tf, a),
      });
      return expression.output(tf, { ...point, states: free as Tensor2D[] });
    },
  };

  const name = `of ${module.file}`;
  const strength = neverClamped(name);
  const startOf = (linalg: Linalg, problem: Problem): State =>
    startAt(engine, linalg, problem, module, surroundings, states, others);
  const expressionOf = (linalg: Linalg, problem: Problem): BoundExpression =>
    bindExpression({ engine, linalg, problem, strength }, expression);
  const freePhase = (linalg: Linalg, problem: Problem): FreePhase => {
    const state = startOf(linalg, problem);
    const atRest =
      module.functions.free !== undefined && isAtRest(linalg, expressionOf(linalg, problem), state, layout);
    return { state, atRest };
  };

  const bind = (linalg: Linalg, problem: Problem): Energy => {
    const bound = expressionOf(linalg, problem);
    const free = problem.free ?? freePhase(linalg, problem);
    const { state: start, atRest: startsAtZeroGradient } = free;
    return {
      name,
      layout,
      start,
      startsAtZeroGradient,
      ...(startsAtZeroGradient && {
        throughFreePhase: (out: Parameters) =>
          bindExpression({ engine, linalg, problem, strength }, pass).parameterGradient(start, 1, out),
      }),
      values: bound.values,
      force: bound.force,
      ...(module.functions.output && { output: bound.output }),
      parameterGradient: (state, nudge, out) => bound.parameterGradient(state, nudge, out),
      restrict: (samples) => {
        const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, samples);
        return bind(linalg, {
          ...problem,
          input: select(problem.input),
          target: select(problem.target),
          free: { ...free, state: start.map(select) },
        });
      },
    };
  };

  return {
    module,
    expression,
    states,
    others,
    layout,
    initialise: (linalg, parameters, draw) => {
      initial(draw).forEach(([, { values }], i) => {
        linalg.values(parameters.others[i]!).set(values);
      });
    },
    start: startOf,
    record: {
      name,
      formula: module.file,
      feedback: null,
      truth: "implicit",
      refusal: () => null,
      ...(module.functions.free && { free: freePhase }),
      bind,
    },
  };
};

/** Where inference starts: what `free` says, or 0. */
const startAt = (
  engine: TensorFlow,
  linalg: Linalg,
  { network, parameters, input }: Problem,
  { functions, placeOf }: LoadedModule,
  surroundings: Surroundings,
  states: readonly number[],
  others: readonly CustomShape[],
): State => {
  const start = states.map((units) => linalg.matrix(input.rows, units));
  if (functions.free === undefined) return start;
  const { tf } = engine;
  engine.within(() => {
    const tensors = readParameters(tf, linalg, parameters);
    const free: unknown = functions.free!(tf, {
      ...surroundings,
      input: tensorOf(tf, linalg, input),
      parameters: customParameters(tf, network, others, tensors),
      activation: (a) => activationOf(network.activation)(tf, a),
    });
    const wanted = states.map((units) => `[${input.rows}, ${units}]`).join(", ");
    const found = Array.isArray(free)
      ? free.map((x) => (x instanceof tf.Tensor ? `[${x.shape.join(", ")}]` : shown(tf, x))).join(", ")
      : shown(tf, free);
    if (found !== wanted) {
      throw mistake(
        placeOf("free"),
        `expected free to return a list of tensors ${wanted}, one for each state, found ${found}`,
      );
    }
    (free as Tensor2D[]).forEach((x, i) => {
      readInto(linalg, x, 1, start[i]!);
    });
  });
  return start;
};

/** Whether ∂I/∂x and ∂I/∂θ are exactly 0, as at the feed-forward pass of predictive coding. */
const isAtRest = (linalg: Linalg, bound: BoundExpression, state: State, layout: Layout): boolean =>
  linalg.scope(() => {
    const force = state.map((x) => linalg.matrix(x.rows, x.columns));
    bound.force(state, 0, force);
    const gradient = zeroParameters(linalg, layout);
    bound.parameterGradient(state, 0, gradient);
    return [...force, gradient.all].every((matrix) =>
      linalg.values(matrix).every((value: number) => value === 0),
    );
  });
