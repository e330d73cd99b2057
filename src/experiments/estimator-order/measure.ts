import { z } from "zod";
import { type ImageBench, withImageBench } from "../../bench/image-bench.ts";
import { benchSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import type { Estimator } from "../../gradient/estimator.ts";
import { estimatorNamed } from "../../gradient/registry.ts";
import { truthOf } from "../../gradient/truth.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import { roundoff } from "../../linalg/roundoff.ts";
import { sizesOf } from "../../network/description/description.ts";
import type { Parameters } from "../../network/parameters.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import { fitOrder } from "../../statistics/order-fit.ts";
import { relaxationNotes } from "../relaxation-notes.ts";

const schema = benchSettings.extend({ estimator: z.string(), dial: z.array(z.number()) });

type Given = z.output<typeof schema>;

/** The estimate at one value of the dial: how far it is from the truth, and how its relaxations ended. */
const observe = (estimator: Estimator, { bench, twin }: ImageBench, truth: Parameters, dial: number) =>
  bench.linalg.scope(() => {
    const { gradient, relaxations: phases } = estimator.estimate(bench, dial);
    const relaxations = phases.map(({ relaxation }) => relaxation);
    const notes = relaxationNotes(relaxations);
    const { relativeDistance, cosine } = twin.compare(gradient, truth);
    const found =
      notes.outcome !== "diverged" && Number.isFinite(relativeDistance) && Number.isFinite(cosine);
    return {
      relaxations,
      numbers: {
        value: dial,
        relative_error: found ? relativeDistance : null,
        cosine: found ? cosine : null,
        ...notes,
      },
    };
  });

/** One estimator on one network, along its dial; and the order at which its error vanishes. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { precision, seed } = settings;
  const estimator = estimatorNamed(settings.estimator);
  const { name, dial: dialName } = estimator;
  const energy = settings.energy?.file ?? estimator.energy;
  const key = { estimator: name, energy, dial: dialName, precision, seed };
  return withImageBench(laboratory, settings, (image) => {
    const truth = truthOf(image.twin.bench, estimator);
    const observations = settings.dial.map((dial) => observe(estimator, image, truth.gradient, dial));
    const rows = observations.map(({ numbers }): Row => ({ ...key, ...numbers, truth: truth.by }));
    return {
      tables: { errors: rows, orders: [fittedOrder(settings, rows)] },
      outcomes: countOutcomes(observations.flatMap(({ relaxations }) => relaxations)),
    };
  });
};

/** The order at which the errors of one estimator on one network vanish along its dial. */
export const fittedOrder = (settings: Given, rows: readonly Row[]): Row => {
  const { precision, seed, network } = settings;
  const estimator = estimatorNamed(settings.estimator);
  const { name, dial: dialName } = estimator;
  // A force r that remains, or rounding, shifts the estimate by r/λ, and by up to r/γ^{L−1} in the lowest layer.
  const powers = dialName === "lambda" ? 1 : sizesOf(network).length - 2;
  const noise = (residual: number, dial: number): number =>
    Array.from({ length: powers }).reduce<number>(
      (sum) => sum / dial,
      Math.max(residual, roundoff[precision]),
    );
  const fit = fitOrder(
    rows.flatMap(({ value: dial, relative_error: error, residual }) =>
      typeof error !== "number" || typeof dial !== "number"
        ? []
        : [{ dial, error, noise: noise(typeof residual === "number" ? residual : 0, dial) }],
    ),
  );
  return {
    estimator: name,
    energy: settings.energy?.file ?? estimator.energy,
    dial: dialName,
    precision,
    seed,
    theory: estimator.order,
    order: fit?.order ?? null,
    from: fit?.from ?? null,
    to: fit?.to ?? null,
    points: fit?.points ?? 0,
    smallest_error: smallest(rows),
  };
};

const smallest = (rows: readonly Row[]): number | null => {
  const errors = rows.flatMap((row) => (typeof row.relative_error === "number" ? [row.relative_error] : []));
  return errors.length === 0 ? null : Math.min(...errors);
};

const uses: Work<Given>["uses"] = ({ estimator: name, energy: custom }) => {
  const { energy } = estimatorNamed(name);
  const own = custom !== null || energy === null ? [] : [energy];
  return { estimators: [name], energies: own, solvers: ["equilibrium"] };
};

export const estimatorOrder: Work<Given> = { name: "estimator-order", schema, uses, measure };
