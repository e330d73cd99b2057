import { max, mean, median, min } from "simple-statistics";
import { outcomesFromWorst } from "../../src/inference/outcome.ts";
import type { Row } from "../../src/rows/row.ts";
import { sampleCount } from "../../src/rows/sample-counts.ts";
import { cosines, lastCosine, line, testAccuracy } from "./numbers.ts";
import {
  accuracyText,
  cosineText,
  grouped,
  numbersAt,
  percent,
  type Results,
  rowsAt,
  short,
} from "./results.ts";

/** A number of a run whose settings are not those of `results/`: the command whose result has it. */
export interface Elsewhere {
  /** What follows `ebm run`. */
  readonly command: readonly string[];
  /** The folder that it writes, below its results. */
  readonly result: string;
  readonly value: (results: Results, result: string) => string;
}

const entry = (
  result: string,
  value: Elsewhere["value"],
  figure: string,
  ...settings: readonly string[]
): Elsewhere => ({
  command: [figure, ...settings.flatMap((setting) => ["--set", setting])],
  result,
  value,
});

const alone = "alongside=none";

const relative = (results: Results, result: string, average: (numbers: number[]) => number): string =>
  percent(
    average(
      numbersAt(results.table(result, "log"), { inference: "euler", lambda: 0.01 }, "relative_distance"),
    ),
    2,
  );

const slope: Elsewhere["value"] = (results, result) => short(line(results.table(result), "euler").m, 3);
const intercept: Elsewhere["value"] = (results, result) => short(line(results.table(result), "euler").b, 3);
const lowest =
  (inference: string): Elsewhere["value"] =>
  (results, result) =>
    cosineText(min(cosines(results, result, inference)));
const last: Elsewhere["value"] = (results, result) => cosineText(lastCosine(results, result, "euler"));
const taught =
  (algorithm: string, inference: string): Elsewhere["value"] =>
  (results, result) =>
    accuracyText(testAccuracy(results, result, algorithm, inference));

/** Rows of the batches of 3C at the equilibrium, with how their samples ended. */
const batches =
  (value: (rows: readonly Row[]) => string): Elsewhere["value"] =>
  (results, result) =>
    value(results.table(result));

const samples = (rows: readonly Row[], outcome: string): number =>
  numbersAt(rows, {}, sampleCount(outcome)).reduce((a, b) => a + b, 0);

const allSamples = (rows: readonly Row[]): number =>
  outcomesFromWorst.reduce((sum, outcome) => sum + samples(rows, outcome), 0);

const lowestBatch = (rows: readonly Row[]): Row =>
  rows.reduce((lowest, row) => (Number(row.cosine) < Number(lowest.cosine) ? row : lowest));

const withoutKinks = (rows: readonly Row[]): readonly Row[] => rowsAt(rows, { samples_kink: 0 });

const atRest = (value: (rows: readonly Row[]) => string): Elsewhere =>
  entry("fig3c-equilibrium", batches(value), "fig3c", "inference.solver=equilibrium");

const image = (index: number): Elsewhere =>
  entry(`fig3a-image=${index}-none`, intercept, "fig3a", `dataset.image=${index}`, alone);

/** Mean advantage in target alignment at λ = 1, of networks of six hidden layers. */
const advantage = (width: number, moment: string): Elsewhere =>
  entry(
    "target-alignment",
    (results, result) =>
      short(mean(numbersAt(results.table(result), { depth: 6, width, moment, lambda: 1 }, "advantage")), 2),
    "target-alignment",
  );

/** A figure's cells once more, with a search for the lowest minimum beside where the dynamics end. */
const searched = (name: "2c" | "3a"): Readonly<Record<string, Elsewhere>> => {
  const figure = `fig${name}`;
  const of = (value: (several: number, changes: readonly number[]) => string): Elsewhere =>
    entry(
      `${figure}-minimum`,
      (results, result) => {
        const rows = results.table(result);
        const found = rowsAt(rows, { inference: "minimum" });
        const changes = found.map(({ seed, lambda, gradient_distance: there }) => {
          const [reached] = numbersAt(
            rows,
            { inference: "equilibrium", seed: seed!, lambda: lambda! },
            "gradient_distance",
          );
          return Math.abs(Number(there) - reached!);
        });
        return value(found.filter(({ minima }) => Number(minima) > 1).length, changes);
      },
      figure,
      "inference.solver=minimum",
    );
  return {
    [`${name}-several`]: of((several) => String(several)),
    [`${name}-searched`]: of((_, changes) => String(changes.length)),
    [`${name}-lower`]: of((_, changes) => String(changes.filter((change) => change > 1e-6).length)),
    [`${name}-lower-most`]: of((_, changes) => short(max(changes), 2)),
  };
};

/** The numbers on the pages that `docs/numbers.json` keeps, by the names of their markers. */
export const elsewhere: Readonly<Record<string, Elsewhere>> = {
  ...searched("3a"),
  ...searched("2c"),
  "3a-500-mean": entry(
    "fig3a-steps=500-none",
    (results, result) => relative(results, result, mean),
    "fig3a",
    "inference.steps=500",
    alone,
  ),
  "3a-500-median": entry(
    "fig3a-steps=500-none",
    (results, result) => relative(results, result, median),
    "fig3a",
    "inference.steps=500",
    alone,
  ),
  "3a-cross-entropy-slope": entry("fig3a-cross-entropy", slope, "fig3a", "loss=cross-entropy"),
  "3a-symmetric-slope": entry("fig3a-symmetric", slope, "fig3a", "dataset.pixels=symmetric"),
  "3a-ten-intercept": entry("fig3a-seeds=0..9-none", intercept, "fig3a", "seeds=0..9", alone),
  "3a-image-1": image(1),
  "3a-image-2": image(2),
  "3a-image-7": image(7),
  "3c-kinks": atRest((rows) => grouped(samples(rows, "kink"))),
  "3c-samples": atRest((rows) => grouped(allSamples(rows))),
  "3c-one-in": atRest((rows) => grouped(Math.round(allSamples(rows) / samples(rows, "kink")))),
  "3c-lowest-kinks": atRest((rows) => String(lowestBatch(rows).samples_kink)),
  "3c-lowest-seed": atRest((rows) => String(lowestBatch(rows).seed)),
  "3c-lowest-batch": atRest((rows) => String(lowestBatch(rows).batch)),
  "3c-batches": atRest((rows) => grouped(rows.length)),
  "3c-without-kinks": atRest((rows) => grouped(withoutKinks(rows).length)),
  "3c-without-kinks-above": atRest((rows) =>
    grouped(withoutKinks(rows).filter(({ cosine }) => 1 - Number(cosine) > 1e-6).length),
  ),
  "3c-without-kinks-most": atRest((rows) =>
    short(1 - min(withoutKinks(rows).map(({ cosine }) => Number(cosine))), 1),
  ),
  "3c-iterations": atRest((rows) => short(mean(numbersAt(rows, {}, "iterations")), 2)),
  "3c-step-0.3": entry("fig3c-stepSize=0.3-none", lowest("euler"), "fig3c", "inference.stepSize=0.3", alone),
  "3c-top-down": entry(
    "fig3c-order=top-down-none",
    lowest("euler"),
    "fig3c",
    "inference.order=top-down",
    alone,
  ),
  "published-last": entry("published-code/fig3c-none", last, "published-code/fig3c", alone),
  "published-last-float32": entry(
    "published-code/fig3c-float32-none",
    last,
    "published-code/fig3c-float32",
    alone,
  ),
  "3c-lambda-0.01-euler": entry("fig3c-lambda=0.01", lowest("euler"), "fig3c", "lambda=0.01"),
  "3c-lambda-0.01-equilibrium": entry("fig3c-lambda=0.01", lowest("equilibrium"), "fig3c", "lambda=0.01"),
  "3b-lambda-0.01-euler": entry("fig3b-lambda=0.01", taught("pc-nudge", "euler"), "fig3b", "lambda=0.01"),
  "3b-lambda-0.01-equilibrium": entry(
    "fig3b-lambda=0.01",
    taught("pc-nudge", "equilibrium"),
    "fig3b",
    "lambda=0.01",
  ),
  "3b-symmetric": entry(
    "fig3b-symmetric-none",
    taught("backprop", "none"),
    "fig3b",
    "dataset.pixels=symmetric",
    alone,
  ),
  "3b-xavier": entry(
    "fig3b-xavier-uniform",
    taught("backprop", "none"),
    "fig3b",
    "network.initialisation=xavier-uniform",
  ),
  "3c-xavier-euler": entry(
    "fig3c-xavier-uniform",
    lowest("euler"),
    "fig3c",
    "network.initialisation=xavier-uniform",
  ),
  "3c-xavier-equilibrium": entry(
    "fig3c-xavier-uniform",
    lowest("equilibrium"),
    "fig3c",
    "network.initialisation=xavier-uniform",
  ),
  "ta-narrow-first": advantage(8, "initialisation"),
  "ta-narrow-trained": advantage(8, "trained"),
  "ta-wide-first": advantage(128, "initialisation"),
  "ta-wide-trained": advantage(128, "trained"),
  "3b-rate-backprop": entry(
    "fig3b-learningRate=0.0064-none",
    taught("backprop", "none"),
    "fig3b",
    "training.learningRate=0.0064",
    alone,
  ),
  "3b-rate-nudge": entry(
    "fig3b-learningRate=0.0064-none",
    taught("pc-nudge", "euler"),
    "fig3b",
    "training.learningRate=0.0064",
    alone,
  ),
};
