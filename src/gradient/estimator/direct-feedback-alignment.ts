import { passOf } from "../../energy/problem.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { gradientFromSignals } from "../../network/backprop.ts";
import { layoutOf, zeroParameters } from "../../network/parameters.ts";
import { createStream, type Stream } from "../../random/stream.ts";
import type { Estimator } from "../estimator.ts";
import { anything } from "../supports.ts";

/** A fixed random matrix [n_L, n_l], U(−1/√n_l, 1/√n_l): the distribution of the weights out of layer l. */
const feedbackTo = (linalg: Linalg, from: number, to: number, stream: Stream): Matrix => {
  const matrix = linalg.matrix(from, to);
  const values = linalg.values(matrix);
  const bound = 1 / Math.sqrt(to);
  for (let i = 0; i < values.length; i++) values[i] = (2 * stream.uniform() - 1) * bound;
  return matrix;
};

/**
 * Direct feedback alignment: the output error goes to every hidden layer at once, `δ_l = (∂L/∂o B_l) ∘ f′(a_l)`, by fixed random
 * matrices (Nøkland 2016). A control, as feedback alignment is.
 */
export const directFeedbackAlignment: Estimator = {
  name: "direct-feedback-alignment",
  label: "Direct feedback alignment",
  scheme: "direct-feedback-alignment",
  energy: null,
  freePhase: "feed-forward",
  dial: null,
  order: 0,
  truth: "backprop",
  clamps: "nothing",
  source: "Nøkland 2016",
  supports: anything,
  reads: [],
  // The matrices from the output are no larger than the connections that they stand for.
  passes: () => 2,
  gradients: () => 1,
  estimate: ({ linalg, problem, seed = 0 }) => {
    const { network, loss, target } = problem;
    const { wiring, rates, input, activities, slopes, preactivations } = passOf(linalg, problem);
    const gradient = zeroParameters(linalg, layoutOf(network));
    linalg.scope(() => {
      const stream = createStream(seed, "feedback");
      const error = linalg.matrix(target.rows, target.columns);
      linalg.outputError(loss, preactivations.at(-1)!, target, error);
      const signals = activities.map((x, i) => {
        const signal = linalg.matrix(x.rows, x.columns);
        linalg.accumulateProduct(
          error,
          linalg.pack(feedbackTo(linalg, error.columns, x.columns, stream)),
          signal,
        );
        linalg.scaledHadamard(1, signal, slopes[i]!, signal);
        return signal;
      });
      gradientFromSignals(linalg, wiring, [input, ...activities], rates, [...signals, error], gradient);
    });
    linalg.combine(1 / target.rows, gradient.all, 0, gradient.all, gradient.all);
    return { gradient, relaxations: [], energy: null };
  },
};
