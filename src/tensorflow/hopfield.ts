import type { Energy } from "../energy/energy.ts";
import { dampedAtOutput, neverClamped } from "../energy/nudge.ts";
import type { Problem } from "../energy/problem.ts";
import { selectRows } from "../energy/select-rows.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { layoutOf } from "../network/parameters.ts";
import type { TensorFlow } from "./backend.ts";
import { bindExpression } from "./bind.ts";
import { hopfieldExpression } from "./hopfield-expression.ts";

const strength = neverClamped("hopfield");

/** The layered Hopfield energy of `energy/hopfield/energy.ts`, differentiated by TensorFlow.js. */
export const tensorFlowHopfield = (engine: TensorFlow, linalg: Linalg, problem: Problem): Energy => {
  const { network, input, target } = problem;
  const bound = bindExpression({ engine, linalg, problem, strength }, hopfieldExpression(network));
  const start = network.sizes.slice(1).map((size) => linalg.matrix(input.rows, size));
  return {
    name: "hopfield",
    layout: layoutOf(network),
    start,
    startsAtZeroGradient: false,
    values: bound.values,
    force: bound.force,
    parameterGradient: (state, nudge, out) => bound.parameterGradient(state, nudge, out),
    damping: (nudge) => dampedAtOutput(start.length, strength(nudge)),
    restrict: (samples) => {
      const select = (matrix: typeof input) => selectRows(linalg, matrix, samples);
      return tensorFlowHopfield(engine, linalg, {
        ...problem,
        input: select(input),
        target: select(target),
      });
    },
  };
};
