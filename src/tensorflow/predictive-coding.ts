import { clampedAtOne } from "../energy/nudge.ts";
import type { PredictiveCoding } from "../energy/predictive-coding/energy.ts";
import { createPins } from "../energy/predictive-coding/pins.ts";
import { codingSites } from "../energy/predictive-coding/sites.ts";
import type { Problem } from "../energy/problem.ts";
import type { State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { layoutOf } from "../network/parameters.ts";
import { wire } from "../network/wiring.ts";
import type { TensorFlow } from "./backend.ts";
import { bindExpression } from "./bind.ts";
import { predictiveCodingExpression } from "./predictive-coding-expression.ts";
import { tensorFlowCodingIteration } from "./predictive-coding-iteration.ts";
import { responseWith } from "./slopes.ts";
import { readInto } from "./tensors.ts";

/** The predictive-coding energy of `energy/predictive-coding/energy.ts`, differentiated by TensorFlow.js. */
export const tensorFlowPredictiveCoding = (
  engine: TensorFlow,
  linalg: Linalg,
  problem: Problem,
  precisions: readonly number[],
): PredictiveCoding => {
  const { network, parameters, input } = problem;
  const wiring = wire(linalg, network, parameters);
  const expression = predictiveCodingExpression(network, precisions);
  const bound = bindExpression({ engine, linalg, problem, strength: clampedAtOne }, expression);
  const perLayer = (): Matrix[] => network.sizes.slice(1, -1).map((size) => linalg.matrix(input.rows, size));

  const start = perLayer();
  bound.inspect([], (point) => {
    expression.free(engine.tf, point).forEach((x, i) => {
      readInto(linalg, x, 1, start[i]!);
    });
  });

  const errors = (state: State): Matrix[] => {
    const found = perLayer();
    bound.inspect(state, (point) => {
      expression.errors(engine.tf, point).forEach((error, i) => {
        readInto(linalg, error, 1, found[i]!);
      });
    });
    return found;
  };

  return {
    name: "predictive-coding",
    layout: layoutOf(network),
    start,
    startsAtZeroGradient: true,
    values: bound.values,
    force: bound.force,
    parameterGradient: (state, nudge, out, onKinks = []) => {
      if (onKinks.length === 0) {
        bound.parameterGradient(state, nudge, out);
        return;
      }
      const sites = codingSites(wiring);
      const pins = createPins(sites);
      for (const { site, sample, unit, slope } of onKinks) {
        pins.pin(site, sample * start[sites[site]!.layer - 1]!.columns + unit, slope);
      }
      const kinked = predictiveCodingExpression(network, precisions, responseWith(sites, pins));
      bound.parameterGradient(state, nudge, out, kinked);
    },
    errors,
    iteration: (from, nudge) =>
      tensorFlowCodingIteration(
        { engine, linalg, problem, wiring, precisions, lambda: clampedAtOne(nudge) },
        from === "start" ? null : errors(from),
      ),
  };
};
