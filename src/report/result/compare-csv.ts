import { csvParseRows } from "d3-dsv";

/** A cell whose value is not what it was. */
export interface CellDifference {
  /** The key columns of its row, `seed 3, step 10`. */
  readonly row: string;
  readonly column: string;
  readonly was: string;
  readonly is: string;
  /** |is − was| / |was|; null where that is no number. */
  readonly relative: number | null;
}

/** How one CSV text departs from another. Rows are matched by their key columns, not by their position. */
export interface CsvDifference {
  readonly missingColumns: readonly string[];
  readonly extraColumns: readonly string[];
  readonly missingRows: readonly string[];
  readonly extraRows: readonly string[];
  readonly compared: number;
  readonly cells: readonly CellDifference[];
}

/**
 * Compares two CSV texts cell by cell and exactly: `null` when they are the same bytes, else what differs. All
 * lists are empty when only the order of rows or columns, or the layout, does.
 *
 * `keys` are the columns that name a row; without them, the shortest run of leading columns that tells all rows
 * of each text apart, or the row's number when none does.
 */
export const compareCsv = (was: string, is: string, keys?: readonly string[]): CsvDifference | null => {
  if (was === is) return null;
  const [before, after] = [readCells(was), readCells(is)];
  const shared = before.columns.filter((column) => after.columns.includes(column));
  const key = keys ?? leadingKey(shared, [before, after]);
  const [beforeRows, afterRows] = [rowsByKey(before, key), rowsByKey(after, key)];
  const cells: CellDifference[] = [];
  let compared = 0;
  for (const [row, old] of beforeRows) {
    const current = afterRows.get(row);
    if (current === undefined) continue;
    for (const column of shared) {
      compared += 1;
      const [from, to] = [old[column] ?? "", current[column] ?? ""];
      if (!sameCell(from, to))
        cells.push({ row, column, was: from, is: to, relative: relativeChange(from, to) });
    }
  }
  return {
    missingColumns: before.columns.filter((column) => !shared.includes(column)),
    extraColumns: after.columns.filter((column) => !shared.includes(column)),
    missingRows: [...beforeRows.keys()].filter((row) => !afterRows.has(row)),
    extraRows: [...afterRows.keys()].filter((row) => !beforeRows.has(row)),
    compared,
    cells,
  };
};

/** A difference in words: the counts, and the first few of each kind. */
export const differenceText = (file: string, difference: CsvDifference, examples = 5): string => {
  const { missingColumns, extraColumns, missingRows, extraRows, cells, compared } = difference;
  const lines = [
    ...counted("missing column", missingColumns, examples),
    ...counted("extra column", extraColumns, examples),
    ...counted("missing row", missingRows, examples),
    ...counted("extra row", extraRows, examples),
  ];
  if (cells.length > 0) {
    lines.push(`${cells.length} of ${compared} cells differ:`);
    for (const { row, column, was, is, relative } of cells.slice(0, examples)) {
      const change = relative === null ? "" : ` (relative difference ${relative.toExponential(2)})`;
      lines.push(`  ${row}: ${column} was ${was || "empty"}, is ${is || "empty"}${change}`);
    }
    if (cells.length > examples) lines.push(`  … and ${cells.length - examples} more`);
  }
  if (lines.length === 0) lines.push("the numbers are the same, but not the order or the layout");
  return [`${file}:`, ...lines.map((line) => `  ${line}`)].join("\n");
};

const counted = (what: string, items: readonly string[], examples: number): string[] => {
  if (items.length === 0) return [];
  const rest = items.length > examples ? `; … and ${items.length - examples} more` : "";
  return [
    `${items.length} ${what}${items.length > 1 ? "s" : ""}: ${items.slice(0, examples).join("; ")}${rest}`,
  ];
};

type Cells = Readonly<Record<string, string>>;
interface CellTable {
  readonly columns: readonly string[];
  readonly rows: readonly Cells[];
}

/** Reads cells as text; a truncated record gives empty cells, since a damaged file must be shown as different. */
const readCells = (text: string): CellTable => {
  const [columns = [], ...records] = csvParseRows(text);
  const rows = records.map((record) =>
    Object.fromEntries(columns.map((column, at) => [column, record[at] ?? ""])),
  );
  return { columns, rows };
};

const leadingKey = (shared: readonly string[], tables: readonly CellTable[]): readonly string[] => {
  for (let length = 1; length < shared.length; length += 1) {
    const key = shared.slice(0, length);
    if (tables.every(({ rows }) => new Set(rows.map((row) => rowKey(row, key))).size === rows.length))
      return key;
  }
  return [];
};

/** Rows whose key occurs again are told apart by their count, so that none hides another. */
const rowsByKey = ({ rows }: CellTable, key: readonly string[]): Map<string, Cells> => {
  const byKey = new Map<string, Cells>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const name = key.length > 0 ? rowKey(row, key) : "row";
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    byKey.set(count > 1 || key.length === 0 ? `${name} (${count})` : name, row);
  }
  return byKey;
};

const rowKey = (row: Cells, key: readonly string[]) =>
  key.map((column) => `${column} ${row[column] || "empty"}`).join(", ");

/** `1.0` and `1` are the same number; the texts of two different doubles never are. */
const sameCell = (from: string, to: string) =>
  from === to || (from.trim() !== "" && to.trim() !== "" && Number(from) === Number(to));

const relativeChange = (from: string, to: string): number | null => {
  if (from === "" || to === "") return null;
  const [before, after] = [Number(from), Number(to)];
  const change = Math.abs(after - before) / Math.abs(before);
  return Number.isFinite(change) ? change : null;
};
