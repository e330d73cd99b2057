import { fileURLToPath } from "node:url";
import { parseOverrides } from "../../src/config/override.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { readSource } from "../../src/config/source.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { AnyExperiment } from "../../src/experiments/experiment.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { withColumnTypes } from "../../src/report/chart/chart-data.ts";
import { csvText } from "../../src/report/result/csv.ts";
import { csvFiles, keepTable } from "../../src/report/result/table.ts";
import type { CellResult } from "../../src/rows/cell.ts";
import type { Row } from "../../src/rows/row.ts";
import type { Table } from "../../src/rows/table.ts";
import { drawer } from "../report/drawer.ts";
import { performed } from "./perform.ts";

type Rows = Readonly<Record<string, readonly Row[]>>;

export interface Computed {
  readonly experiment: AnyExperiment;
  // biome-ignore lint/suspicious/noExplicitAny: the experiment's own schema has made it.
  readonly config: any;
  readonly tables: readonly Table[];
  readonly rows: Rows;
  readonly results: readonly CellResult[];
}

/** A config of the program with fields set to other values, as `--set` does. */
export const configured = (file: string, ...settings: readonly string[]) => {
  const source = readSource(fileURLToPath(new URL(`../../configs/${file}.yaml`, import.meta.url)));
  const experiment = experiments[(source.data as { experiment: string }).experiment]!;
  return { experiment, config: parseConfig(experiment.schema, source, parseOverrides(settings)) };
};

/** What the cells of a config yield, one after another in this process, after a journey through JSON. */
export const compute = async (file: string, ...settings: readonly string[]): Promise<Computed> => {
  const { experiment, config } = configured(file, ...settings);
  const results: CellResult[] = [];
  for (const cell of experiment.cells(config, mnistChecksums)) {
    results.push(await performed(cell.work, cell.settings));
  }
  const tables = experiment.tables(config);
  const rows = Object.fromEntries(
    tables.map((table) => {
      const keeper = keepTable(table);
      for (const result of results) result.tables[table.from ?? table.name]!.forEach(keeper.add);
      return [table.name, [...keeper.rows()]];
    }),
  );
  return { experiment, config, tables, rows, results };
};

/** Values that a row of some table lacks, or that are numbers but not finite ones: `table.column: value`. */
export const lacking = ({ tables, rows }: Pick<Computed, "tables" | "rows">): readonly string[] => {
  const isWhole = (value: unknown): boolean =>
    typeof value === "number" ? Number.isFinite(value) : value !== undefined;
  return tables.flatMap(({ name, columns }) =>
    rows[name]!.flatMap((row) =>
      columns
        .filter((column) => !isWhole(row[column.name]))
        .map((column) => `${name}.${column.name}: ${row[column.name]}`),
    ),
  );
};

/** The chart as SVG; throws for any warning. */
export const draw = (
  { experiment, config, tables, rows }: Computed,
  drawChart = drawer(),
): Promise<string> => {
  const files = csvFiles("stem", tables);
  const csv = tables.map(({ name, columns }, index) => {
    const table = { columns: columns.map((column) => column.name), rows: rows[name]! };
    return [files[index]!, table] as const;
  });
  const chart = withColumnTypes(experiment.chart(config, "stem", rows), Object.fromEntries(csv));
  return drawChart(
    chart,
    Object.fromEntries(csv.map(([name, table]) => [name, csvText(table.columns, table.rows)])),
  );
};
