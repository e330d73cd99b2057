import type { Row } from "../experiments/experiment.ts";
import { tableRows } from "../report/table.ts";
import { collectRows } from "../run/collect.ts";
import type { Entry } from "../run/plan.ts";
import type { Store } from "../run/store.ts";
import type { Figure } from "./figure.ts";

/** One CSV of a figure: its columns and the rows of the finished cells, in the order of the plan. */
export interface FigureTable {
  readonly suffix: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export function figureTables(
  { experiment, config }: Figure,
  store: Store,
  finished: readonly Entry[],
): FigureTable[] {
  return experiment.tables(config).map((table) => ({
    suffix: table.suffix,
    columns: table.columns.map(({ name }) => name),
    rows: tableRows(table, collectRows(store, finished, table)),
  }));
}
