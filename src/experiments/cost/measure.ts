import { z } from "zod";
import { precision } from "../../bench/equipment.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import type { Estimator } from "../../gradient/estimator.ts";
import { estimatorNamed } from "../../gradient/registry.ts";
import { endsOf } from "../../inference/ends.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import type { InferenceSettings } from "../../inference/relax.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import { effortOf, truthsOf } from "../images/effort.ts";
import { firstImages, firstImagesSettings } from "../images/first-images.ts";

const schema = firstImagesSettings.extend({
  precision,
  estimator: z.string(),
  dial: z.array(z.number()),
  stepSizes: z.array(z.number()),
  steps: z.array(z.int()),
  tolerances: z.array(z.number()),
});

type Given = z.output<typeof schema>;

/** A way to relax, and the keys that tell it from others. */
interface Way {
  readonly inference: InferenceSettings;
  readonly key: Row;
}

const noWay = { inference: "none", step_size: null, steps: null, tolerance: null };

/** The ways in which an estimator may relax; one for an estimator that relaxes nothing. */
const waysOf = ({ reads, supports }: Estimator, { stepSizes, steps, tolerances }: Given): Way[] => {
  const rest = (tolerance: number): Way => ({
    inference: { solver: "equilibrium", tolerance, maxIterations: 1000 },
    key: { ...noWay, inference: "equilibrium", tolerance },
  });
  if (!reads.includes("inference")) return [{ ...rest(1e-12), key: noWay }];
  const euler = stepSizes.flatMap((stepSize) =>
    steps.map(
      (count): Way => ({
        inference: { solver: "euler", stepSize, steps: count, order: "simultaneous", tolerance: 1e-12 },
        key: { ...noWay, inference: "euler", step_size: stepSize, steps: count },
      }),
    ),
  );
  return [...(supports.solvers.includes("euler") ? euler : []), ...tolerances.map(rest)];
};

/** One estimator on one network: what each setting of it costs, and how far it is from its truth. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { seed } = settings;
  const linalg = laboratory.linalg(settings.precision);
  const estimator = estimatorNamed(settings.estimator);
  return linalg.scope(() => {
    const some = firstImages(laboratory, linalg, settings);
    const truths = truthsOf(some, estimator);
    // What reads no dial has the same estimate at any value of it.
    const dials = estimator.reads.some((read) => read === estimator.dial) ? settings.dial : [null];
    const found = waysOf(estimator, settings).flatMap(({ inference, key }) =>
      dials.map((dial) => ({ key, dial, effort: effortOf(some, estimator, truths, dial ?? 1, inference) })),
    );
    const rows = found.map(({ key, dial, effort }): Row => {
      const { outcome, residual, rounding } = endsOf(effort.relaxations);
      return {
        estimator: estimator.name,
        truth: estimator.truth,
        seed,
        dial: estimator.dial,
        value: dial,
        ...key,
        passes: effort.passes,
        relative_error: effort.relativeError,
        cosine: effort.cosine,
        gradients: effort.gradients,
        outcome,
        rounding,
        residual: outcome === "diverged" ? null : residual,
        iterations: effort.iterations,
      };
    });
    return {
      tables: { costs: rows },
      outcomes: countOutcomes(found.flatMap(({ effort }) => effort.relaxations)),
    };
  });
};

const uses: Work<Given>["uses"] = ({ estimator: name }) => {
  const { energy, reads, supports } = estimatorNamed(name);
  return {
    estimators: [name],
    energies: ["predictive-coding", ...(energy === null || energy === "predictive-coding" ? [] : [energy])],
    solvers: reads.includes("inference") ? [...supports.solvers] : ["equilibrium"],
  };
};

export const cost: Work<Given> = {
  name: "cost",
  schema,
  uses,
  examples: ({ dataset }) => dataset.images,
  measure,
};
