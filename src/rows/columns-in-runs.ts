import type { Column } from "./table.ts";

/** A column as people read it, or several that differ in a number alone. */
export type ShownColumn = Pick<Column, "name" | "unit" | "meaning">;

/** So many columns that differ in a number alone are shown as one. */
const least = 5;

/** A column whose name ends in a number, and what it is but for that. */
interface Numbered {
  readonly column: ShownColumn;
  readonly stem: string;
  readonly number: number;
  /** The meaning with `l` for the number. */
  readonly meaning: string;
}

/**
 * Columns for people: those of a deep network's layers, `cosine_0`, `cosine_1` …, which count up and mean the same of each, are one
 * line, `cosine_0…129`, at the place of the first.
 */
export const columnsInRuns = (columns: readonly ShownColumn[]): readonly ShownColumn[] => {
  const runs = new Map<string, Numbered[]>();
  const ofColumn = columns.map((column): Numbered[] => {
    const numbered = numberedOf(column);
    if (numbered === null) return [];
    const key = JSON.stringify([numbered.stem, numbered.meaning, column.unit]);
    const known = runs.get(key) ?? [];
    const follows = known.length === 0 || numbered.number === known.at(-1)!.number + 1;
    const run = follows ? known : [];
    run.push(numbered);
    runs.set(key, run);
    return run;
  });
  return columns.flatMap((column, i): ShownColumn[] => {
    const run = ofColumn[i]!;
    if (run.length < least) return [column];
    return run[0]!.column === column ? [asOne(run)] : [];
  });
};

const numberedOf = (column: ShownColumn): Numbered | null => {
  const [, stem, digits] = /^(.*_)(\d+)$/.exec(column.name) ?? [];
  if (stem === undefined || digits === undefined) return null;
  const meaning = column.meaning.replace(new RegExp(`(?<![\\d.])${digits}(?![\\d.])`, "g"), "l");
  return { column, stem, number: Number(digits), meaning };
};

const asOne = (run: readonly Numbered[]): ShownColumn => {
  const { column, stem, number, meaning } = run[0]!;
  const last = run.at(-1)!.number;
  return {
    name: `${stem}${number}…${last}`,
    unit: column.unit,
    meaning: `${meaning}, l = ${number} … ${last}`,
  };
};
