import { linearRegression, max, mean, median, min } from "simple-statistics";
import type { Row } from "../../src/rows/row.ts";
import { meanBy } from "../../src/statistics/mean-by.ts";
import { accuracyText, cosineText, numbersAt, percent, type Results, rowsAt, short } from "./results.ts";

export type Numbers = Readonly<Record<string, (results: Results) => string>>;

const least = 1e-4;

/** Intercept and slope of the mean distance against λ (Fig. 3A). */
export const line = (rows: readonly Row[], inference: string) =>
  linearRegression(
    meanBy(rowsAt(rows, { inference }), "lambda", "gradient_distance").map(([x, y]) => [x, y]),
  );

export const testAccuracy = (results: Results, name: string, algorithm: string, inference: string): number =>
  mean(numbersAt(results.table(name, "test"), { algorithm, inference }, "accuracy"));

export const cosines = (results: Results, name: string, inference: string): number[] =>
  numbersAt(results.table(name), { inference }, "cosine");

/** Mean over the seeds of the last batch. */
export const lastCosine = (results: Results, name: string, inference: string): number => {
  const rows = rowsAt(results.table(name), { inference });
  const last = max(rows.map(({ batch }) => Number(batch)));
  return mean(numbersAt(rows, { batch: last }, "cosine"));
};

const inferences = ["euler", "equilibrium"] as const;

const forBoth = (name: string, value: (results: Results, inference: string) => string): Numbers =>
  Object.fromEntries(
    inferences.map((inference) => [`${name}-${inference}`, (results: Results) => value(results, inference)]),
  );

const ended = (results: Results, name: string, inference: string, outcome: string): number =>
  rowsAt(results.table(name), { inference, outcome }).length;

const errorSignal = (results: Results, seed: number, inference: string): number => {
  const rows = rowsAt(results.table("fig2b"), { inference, seed, metric: "error-signal" });
  return Number(rows.at(-1)!.distance);
};

/** Numbers of the standing results, by the names of their markers: what of which table, and in how many digits. */
export const numbers: Numbers = {
  "2a-internal": (results) =>
    short(
      numbersAt(results.table("fig2a"), { inference: "euler", component: "internal" }, "value").at(-1)!,
      3,
    ),
  ...forBoth("3a-relative", (results, inference) => {
    const error = mean(
      numbersAt(results.table("fig3a", "log"), { inference, lambda: least }, "relative_distance"),
    );
    return error > 0.01 ? percent(error, 2) : short(error);
  }),
  ...forBoth("3a-relative-0.01", (results, inference) =>
    percent(
      mean(numbersAt(results.table("fig3a", "log"), { inference, lambda: 0.01 }, "relative_distance")),
      2,
    ),
  ),
  ...forBoth("3a-median-0.01", (results, inference) =>
    percent(
      median(numbersAt(results.table("fig3a", "log"), { inference, lambda: 0.01 }, "relative_distance")),
      2,
    ),
  ),
  "3a-floor": (results) =>
    percent(
      mean(
        numbersAt(results.table("fig3a", "log"), { inference: "euler", lambda: least }, "relative_distance"),
      ),
      1,
    ),
  "3a-proportion": (results) =>
    short(
      mean(
        numbersAt(
          results.table("fig3a", "log"),
          { inference: "equilibrium", lambda: least },
          "relative_distance",
        ),
      ) / least,
    ),
  ...forBoth("3a-slope", (results, inference) => short(line(results.table("fig3a"), inference).m, 3)),
  ...forBoth("3a-intercept", (results, inference) => short(line(results.table("fig3a"), inference).b, 3)),
  "3a-distance-0.1": (results) =>
    short(
      mean(numbersAt(results.table("fig3a"), { inference: "euler", lambda: 0.1 }, "gradient_distance")),
      3,
    ),
  "3a-kinks": (results) => String(ended(results, "fig3a", "equilibrium", "kink")),
  "3a-cells": (results) => String(rowsAt(results.table("fig3a"), { inference: "equilibrium" }).length),
  "3a-kinks-from-0.1": (results) =>
    String(
      rowsAt(results.table("fig3a"), { inference: "equilibrium", outcome: "kink" }).filter(
        ({ lambda }) => Number(lambda) >= 0.1,
      ).length,
    ),
  "2c-kinks": (results) => String(ended(results, "fig2c", "equilibrium", "kink")),
  "2c-cells": (results) => String(rowsAt(results.table("fig2c"), { inference: "equilibrium" }).length),
  "2c-greatest-0.1": (results) =>
    short(
      max(numbersAt(results.table("fig2c"), { inference: "equilibrium", lambda: 0.1 }, "gradient_distance")),
    ),
  "2b-seed-5-euler": (results) => short(errorSignal(results, 5, "euler"), 4),
  "2b-seed-5-equilibrium": (results) => short(errorSignal(results, 5, "equilibrium"), 4),
  "3b-backprop": (results) => accuracyText(testAccuracy(results, "fig3b", "backprop", "none")),
  "3b-backprop-short": (results) => percent(testAccuracy(results, "fig3b", "backprop", "none"), 3),
  ...forBoth("3b", (results, inference) =>
    accuracyText(testAccuracy(results, "fig3b", "pc-nudge", inference)),
  ),
  "3b-behind": (results) =>
    (
      100 *
      (testAccuracy(results, "fig3b", "backprop", "none") -
        testAccuracy(results, "fig3b", "pc-nudge", "euler"))
    ).toFixed(1),
  ...forBoth("3c-lowest", (results, inference) => cosineText(min(cosines(results, "fig3c", inference)))),
  ...forBoth("3c-last", (results, inference) => cosineText(lastCosine(results, "fig3c", inference))),
};
