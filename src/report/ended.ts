import { outcomesFromWorst } from "../inference/outcome.ts";
import type { Rows } from "../rows/rows.ts";
import { sampleCount } from "../rows/sample-counts.ts";
import type { Summary } from "../rows/summary.ts";
import type { Series } from "./chart/channels.ts";

/** The best first. */
const outcomes = [...outcomesFromWorst].reverse();

/**
 * How many relaxations ended in which way, `106 converged, 114 kink`; empty where the rows say nothing of it. `keys` are the
 * columns that tell relaxations apart, where several rows are from one; rows of training batches count their samples.
 */
export const endedText = (rows: Rows, keys: readonly string[] = []): string => {
  const counts = rows.some((row) => typeof row[sampleCount("converged")] === "number")
    ? countedSamples(rows)
    : countedRows(keys.length === 0 ? rows : firstOfEach(rows, keys));
  return counts.map(([outcome, count]) => `${count} ${outcome}`).join(", ");
};

/** Of each series, `Euler, 50 steps of 0.1: 220 max-steps. Equilibrium: 106 converged, 114 kink.`; empty if nothing is said. */
export const endedSentences = (
  rows: Rows,
  { column, members }: Series,
  keys: readonly string[] = [],
): readonly string[] =>
  members.flatMap(({ name, label }) => {
    const text = endedText(
      rows.filter((row) => row[column] === name),
      keys,
    );
    return text === "" ? [] : [`${label}: ${text}.`];
  });

/** The same for the terminal. */
export const endedFindings = (
  rows: Rows,
  column: string,
  names: readonly string[],
  keys: readonly string[] = [],
): Summary["findings"] =>
  names.flatMap((name) => {
    const own = rows.filter((row) => row[column] === name);
    const value = endedText(own, keys);
    return value === "" ? [] : [{ label: `${name}: ends of inference`, value }];
  });

/** The same as a line of a subtitle; none if nothing is said. */
export const endedLine = (sentences: readonly string[]): readonly string[] =>
  sentences.length === 0 ? [] : [`Ends of inference. ${sentences.join(" ")}`];

const countedRows = (rows: Rows): readonly (readonly [string, number])[] =>
  outcomes
    .map((outcome) => [outcome, rows.filter((row) => row.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0);

const countedSamples = (rows: Rows): readonly (readonly [string, number])[] =>
  outcomes
    .map((outcome) => {
      const column = sampleCount(outcome);
      let count = 0;
      rows.forEach((row) => {
        count += Number(row[column] ?? 0);
      });
      return [outcome, count] as const;
    })
    .filter(([, count]) => count > 0);

const firstOfEach = (rows: Rows, keys: readonly string[]): Rows => {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const id = JSON.stringify(keys.map((key) => row[key] ?? null));
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
};
