import { type Comparison, compareGradients } from "../../gradient/compare.ts";
import { type Estimator, passesOf } from "../../gradient/estimator.ts";
import { trueGradient } from "../../gradient/truth.ts";
import { endsOf } from "../../inference/ends.ts";
import type { Relaxation } from "../../inference/outcome.ts";
import type { InferenceSettings } from "../../inference/relax.ts";
import { depth } from "../../network/network.ts";
import type { Parameters } from "../../network/parameters.ts";
import { type Images, meanOf } from "./images.ts";

/** What an estimate costs, and how good it is: means over images. */
export interface Effort {
  /** Every connection once, forward or backward, with the feed-forward pass and without the parameter gradients. */
  readonly passes: number;
  /** Euler steps and iterations. */
  readonly iterations: number;
  /** Times that a parameter gradient is read from the layers. */
  readonly gradients: number;
  readonly relativeError: number | null;
  readonly cosine: number | null;
  readonly relaxations: readonly Relaxation[];
}

/** The gradients that an estimator's estimates converge to, one for each image; they live as long as the scope. */
export const truthsOf = (
  { linalg, each }: Images,
  estimator: Pick<Estimator, "truth" | "energy">,
): readonly Parameters[] =>
  each.map(({ problem }) => trueGradient({ linalg, problem, inference: precisely }, estimator));

/** To where rounding lets it. */
const precisely: InferenceSettings = { solver: "equilibrium", tolerance: 0, maxIterations: 1000 };

/** An estimator at a value of its dial, on each image for itself. */
export const effortOf = (
  { linalg, each, problem: { network } }: Images,
  estimator: Estimator,
  truths: readonly Parameters[],
  dial: number,
  inference: InferenceSettings,
): Effort => {
  const layers = depth(network);
  const found = each.map(({ problem }, image) =>
    linalg.scope(() => {
      const { gradient, relaxations: phases } = estimator.estimate({ linalg, problem, inference }, dial);
      const relaxations = phases.map(({ relaxation }) => summary(relaxation));
      const iterations = endsOf(relaxations).iterations ?? 0;
      const { relativeDistance, cosine }: Comparison = compareGradients(linalg, gradient, truths[image]!);
      const work = { layers, iterations };
      const passes = passesOf(estimator, work, undefined);
      return {
        passes,
        iterations,
        gradients: estimator.gradients(work),
        relativeDistance,
        cosine,
        relaxations,
      };
    }),
  );
  const mean = (name: "passes" | "iterations" | "gradients" | "relativeDistance" | "cosine") =>
    meanOf(found.map((own) => own[name]));
  const relaxations = found.flatMap((own) => own.relaxations);
  const diverged = relaxations.some(({ outcomes }) => outcomes.includes("diverged"));
  return {
    passes: mean("passes")!,
    iterations: mean("iterations")!,
    gradients: mean("gradients")!,
    relativeError: diverged ? null : mean("relativeDistance"),
    cosine: diverged ? null : mean("cosine"),
    relaxations,
  };
};

/** What of a relaxation outlives the memory of its states. */
const summary = (relaxation: Relaxation): Relaxation => ({
  ...relaxation,
  state: [],
  known: null,
  onKinks: [],
});
