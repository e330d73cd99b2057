import { type Outcome, outcomesFromWorst } from "../inference/outcome.ts";
import type { Rows } from "../rows/rows.ts";
import type { TextTable } from "../rows/summary.ts";
import { aggregate, countEnds, groupRows } from "./summary.ts";
import { tellingKeys } from "./telling-keys.ts";
import type { View } from "./view.ts";
import { digitsFor, rounded, shortValue, valueText } from "./wording.ts";

/**
 * Mean ± sd of each measure at each point, the one that is looked at first, and over how many observations. Columns
 * that tell nothing are left out.
 */
export const aggregateTable = (rows: Rows, view: View): TextTable => {
  const { keys, measures, measure, hasOutcome } = view;
  const telling = tellingKeys(rows, view);
  // A curve over λ is read down the page.
  const isLambda = ({ name }: { readonly name: string }) => name === "lambda";
  const curves = telling.filter((key) => !isLambda(key));
  const shown = [...curves, ...telling.filter(isLambda)];
  const groups = groupRows(rows, curves).flatMap((curve) => groupRows(curve.rows, keys));
  const others = measures.filter((other) => other !== measure);
  const ends = hasOutcome ? endsThatTell(rows) : [];
  return {
    columns: [
      ...shown.map(({ name }) => name),
      measure.name,
      "n",
      ...ends.map((outcome) => (outcome === "kink" ? "kinks" : outcome)),
      ...others.map(({ name }) => name),
    ],
    needed: shown.length + 1,
    rows: groups.map(({ key, rows: same }) => [
      ...shown.map(({ name }) => shortValue(key[name] ?? null)),
      meanText(same, measure.name),
      String(aggregate(same, measure.name).n),
      ...ends.map((outcome) => String(countEnds(same, outcome))),
      ...others.map(({ name }) => meanText(same, name)),
    ]),
  };
};

/** The ends that some relaxations had, besides converged, and not all of them by running out of steps. */
const endsThatTell = (rows: Rows): readonly Outcome[] =>
  outcomesFromWorst.filter((outcome) => {
    const count = countEnds(rows, outcome);
    return outcome !== "converged" && count > 0 && !(outcome === "max-steps" && count === rows.length);
  });

const meanText = (rows: Rows, column: string): string => {
  const { mean, sd } = aggregate(rows, column);
  if (mean === null) return valueText(null);
  if (sd === null) return rounded(mean, 6);
  return `${rounded(mean, digitsFor(mean, sd))} ± ${rounded(sd, 2)}`;
};
