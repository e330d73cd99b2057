import type { Energy, Nudge, State, Sweep } from "../energy/energy.ts";
import type { Problem } from "../energy/problem.ts";
import { selectRows } from "../energy/select-rows.ts";
import { stateFlow, stateSweep } from "../energy/state-coordinates.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { TensorFlow } from "./backend.ts";
import { bindExpression } from "./bind.ts";
import { hopfieldExpression } from "./hopfield-expression.ts";

const strength = (nudge: Nudge): number => {
  if (nudge === "clamped") throw new Error("the Hopfield energy is nudged, not clamped");
  return nudge;
};

/** The layered Hopfield energy of `energy/hopfield.ts`, differentiated by TensorFlow.js. */
export const tensorFlowHopfield = (engine: TensorFlow, linalg: Linalg, problem: Problem): Energy => {
  const { network, input, target } = problem;
  const bound = bindExpression({ engine, linalg, problem, strength }, hopfieldExpression(network));
  const sweep = (from: State, nudge: Nudge): Sweep => {
    // The loss stiffens the output layer by λ.
    const steps = from.map((_, i) => (i + 1 === from.length ? 1 / (1 + Math.abs(strength(nudge))) : 1));
    return stateSweep(linalg, bound.force, from, nudge, steps, (state, samples) => {
      const select = (matrix: typeof input) => selectRows(linalg, matrix, samples);
      const some = { ...problem, input: select(input), target: select(target) };
      return tensorFlowHopfield(engine, linalg, some).sweep(state.map(select), nudge);
    });
  };
  return {
    start: network.sizes.slice(1).map((size) => linalg.matrix(input.rows, size)),
    startsAtZeroGradient: false,
    values: bound.values,
    force: bound.force,
    parameterGradient: (state, nudge, out) => bound.parameterGradient(state, nudge, out),
    flow: (from, nudge) => stateFlow(linalg, bound.force, from, nudge),
    sweep,
  };
};
