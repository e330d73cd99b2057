import type { Row } from "../experiments/experiment.ts";
import { aggregate, countKinks, groupRows } from "./summary.ts";
import type { View } from "./view.ts";
import { rounded, valueText } from "./wording.ts";

/** A table of text for the terminal. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Mean ± sd of each measure at each point, the one that is looked at first, and over how many observations. */
export function aggregateTable(
  rows: readonly Row[],
  { keys, measures, measure, hasOutcome }: View,
): TextTable {
  const ordered = [measure, ...measures.filter((other) => other !== measure)];
  const kinks = hasOutcome && countKinks(rows) > 0;
  return {
    columns: [
      ...keys.map(({ name }) => name),
      "n",
      ...(kinks ? ["kinks"] : []),
      ...ordered.map(({ name }) => name),
    ],
    rows: groupRows(rows, keys).map(({ key, rows: same }) => [
      ...keys.map(({ name }) => valueText(key[name] ?? null)),
      String(aggregate(same, measure.name).n),
      ...(kinks ? [String(countKinks(same))] : []),
      ...ordered.map(({ name }) => {
        const { mean, sd } = aggregate(same, name);
        return mean === null
          ? valueText(null)
          : `${rounded(mean, 4)}${sd === null ? "" : ` ± ${rounded(sd, 2)}`}`;
      }),
    ]),
  };
}
