import type { Nudge } from "../energy/energy.ts";
import type { PredictiveCoding } from "../energy/predictive-coding/energy.ts";
import type { Problem } from "../energy/problem.ts";
import { stateFlow } from "../energy/state-coordinates.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { TensorFlow } from "./backend.ts";
import { bindExpression } from "./bind.ts";
import { predictiveCodingExpression } from "./predictive-coding-expression.ts";
import { tensorFlowCodingSweep } from "./predictive-coding-sweep.ts";
import { pinnedSlopes } from "./slopes.ts";
import { readInto } from "./tensors.ts";

/** Clamping the output of a PC network is the loss with λ = 1. */
const strength = (nudge: Nudge): number => (nudge === "clamped" ? 1 : nudge);

/** The predictive-coding energy of `energy/predictive-coding.ts`, differentiated by TensorFlow.js. */
export const tensorFlowPredictiveCoding = (
  engine: TensorFlow,
  linalg: Linalg,
  problem: Problem,
  precisions: readonly number[],
): PredictiveCoding => {
  const { network, input } = problem;
  const expression = predictiveCodingExpression(network, precisions);
  const bound = bindExpression({ engine, linalg, problem, strength }, expression);
  const perLayer = (): Matrix[] => network.sizes.slice(1, -1).map((size) => linalg.matrix(input.rows, size));

  const start = perLayer();
  bound.inspect([], (point) => {
    expression.free(engine.tf, point).forEach((x, i) => {
      readInto(linalg, x, 1, start[i]!);
    });
  });

  return {
    start,
    startsAtZeroGradient: true,
    values: bound.values,
    force: bound.force,
    parameterGradient: (state, nudge, out, onKinks = []) => {
      if (onKinks.length === 0) {
        bound.parameterGradient(state, nudge, out);
        return;
      }
      const slopes = pinnedSlopes(start.length, network.activation);
      for (const { layer, sample, unit, slope } of onKinks) {
        slopes.pin(layer + 1, sample * start[layer + 1]!.columns + unit, slope);
      }
      const kinked = predictiveCodingExpression(network, precisions, slopes);
      bound.parameterGradient(state, nudge, out, kinked);
    },
    errors: (state) => {
      const errors = perLayer();
      bound.inspect(state, (point) => {
        expression.errors(engine.tf, point).forEach((error, i) => {
          readInto(linalg, error, 1, errors[i]!);
        });
      });
      return errors;
    },
    flow: (from, nudge) => stateFlow(linalg, bound.force, from, nudge),
    sweep: (from, nudge) => {
      if (from !== start) throw new Error("predictive-coding inference starts at the free phase");
      return tensorFlowCodingSweep(engine, linalg, problem, precisions, strength(nudge));
    },
  };
};
