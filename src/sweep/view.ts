import { nearestName } from "../config/nearest.ts";
import { exitCode, UserError } from "../errors.ts";
import { type Column, measuresOf, type Table } from "../rows/table.ts";
import { columnOf } from "./columns.ts";

/** What is looked at of a sweep: one table, and one of its measured columns first of all. */
export interface View {
  readonly table: Table;
  readonly isMain: boolean;
  /** Columns that tell observations apart, but for the seed, over which means are taken. */
  readonly keys: readonly Column[];
  readonly measures: readonly Column[];
  readonly measure: Column;
  /** Whether that measure was asked for by name. */
  readonly asked: boolean;
  /** The columns that the sweep varies, some of the keys. */
  readonly swept: readonly string[];
  /** Whether rows say how their relaxation ended. */
  readonly hasOutcome: boolean;
}

/**
 * The table with the wanted measure: a measured column of the main table, or of another one as `test.accuracy`;
 * null for the main table's first. `paths` are the swept fields, `origin` the flag that asks. Throws `UserError` (usage) for a measure that there isn't.
 */
export const chooseView = (
  tables: readonly Table[],
  wanted: string | null,
  paths: readonly string[],
  origin = `--measure ${wanted}`,
): View => {
  const choices = tables.flatMap((table) =>
    measuresOf(table.columns).map((measure) => ({
      table,
      measure,
      name: table === tables[0] ? measure.name : `${table.name}.${measure.name}`,
    })),
  );
  const chosen = wanted === null ? choices[0] : choices.find(({ name }) => name === wanted);
  if (chosen === undefined) {
    const names = choices.map(({ name }) => name);
    const near = nearestName(wanted ?? "", names);
    throw new UserError(
      exitCode.usage,
      `${origin}: expected a column that is measured (${names.join(", ")}), found "${wanted}"; ${near === null ? "write one of these" : `did you mean ${near}?`}`,
    );
  }
  const { table, measure } = chosen;
  return {
    table,
    isMain: table === tables[0],
    keys: table.columns.filter(({ role, name }) => role === "key" && name !== "seed"),
    measures: measuresOf(table.columns),
    measure,
    asked: wanted !== null,
    swept: paths.map((path) => columnOf(path, table)),
    hasOutcome: table.columns.some(({ name }) => name === "outcome"),
  };
};
