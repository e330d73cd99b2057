import type { AnyExperiment } from "../experiments/experiment.ts";
import type { Cell } from "../rows/cell.ts";
import { type Row, rowsWith } from "../rows/row.ts";
import type { Column, Table } from "../rows/table.ts";
import type { Axis, Point } from "./grid/axis.ts";
import type { GridPoint } from "./grid/resolve.ts";
import type { Named } from "./names.ts";

/** A cell of a sweep: with the values of the swept fields that it was made for. */
export interface SweptCell extends Cell {
  readonly values: Point;
}

/**
 * The experiment's tables with the swept fields in front, then the seed, then what else they hold. Where points have
 * different columns (a network of another depth has other layers), there are all of them, and missing values.
 */
export const sweptTables = (
  base: AnyExperiment,
  axes: readonly Axis[],
  points: readonly Pick<GridPoint, "config">[],
  named: Named,
): readonly Table[] => {
  const paths = axes.flatMap(({ fields }) => fields.map(({ path }) => path));
  const tables = uniteTables(points, ({ config }) => base.tables(config as never));
  return tables.map((table) => {
    const swept = paths.map((path) => ({ path, column: sweptColumn(path, table.columns) }));
    const names = new Set(swept.map(({ column }) => column.name));
    const own = table.columns.filter(({ name }) => !names.has(name));
    const seed = own.filter(({ name }) => name === "seed");
    const rest = own.filter(({ name }) => name !== "seed");
    const newRow = rowsWith([...rest.map(({ name }) => name), ...names]);
    return {
      ...table,
      columns: [...swept.map(({ column }) => column), ...seed, ...rest],
      complete: (row: Row, cell: Cell): Row => {
        const { values } = cell as SweptCell;
        const completed = Object.assign(newRow(), row);
        for (const { path, column } of swept) {
          const value = named(path, values[path]!);
          const own = row[column.name];
          if (own !== undefined && own !== value)
            throw new Error(`a row of "${cell.label}" has ${column.name} ${own}, and its cell has ${value}`);
          completed[column.name] = value;
        }
        return completed;
      },
    };
  });
};

/** The column that a swept field has in a table of `sweptTables`. */
export const columnOf = (path: string, { columns }: Table): string => {
  const other = `config.${path}`;
  return columns.some(({ name }) => name === other) ? other : path;
};

/** A field that shares its name with a number that is measured (`loss`) is told apart as `config.loss`. */
const sweptColumn = (path: string, columns: readonly Column[]): Column => {
  const own = columns.find(({ name }) => name === path);
  if (own?.role === "key") return own;
  const name = own === undefined ? path : `config.${path}`;
  return { name, unit: "dimensionless", meaning: `the config's ${path}`, role: "key" };
};

/** Of a hundred thousand points the tables of one at a time. */
const uniteTables = <Item>(
  [first, ...others]: readonly Item[],
  tablesOf: (item: Item) => readonly Table[],
): readonly Table[] => {
  if (first === undefined) return [];
  const united = tablesOf(first).map((table) => ({
    table,
    columns: [...table.columns],
    names: new Set(table.columns.map(({ name }) => name)),
  }));
  for (const item of others) {
    for (const [index, { columns: own }] of tablesOf(item).entries()) {
      const { columns, names } = united[index]!;
      for (const [at, column] of own.entries()) {
        if (names.has(column.name)) continue;
        names.add(column.name);
        // Behind the one that it stands behind in its own table, so that what a table ends with stays last.
        const before = columns.findIndex(({ name }) => name === own[at - 1]?.name);
        columns.splice(before + 1, 0, column);
      }
    }
  }
  return united.map(({ table, columns }) => ({ ...table, columns }));
};
