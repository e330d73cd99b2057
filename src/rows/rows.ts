import { type Row, rowsWith, type Value } from "./row.ts";

/**
 * Rows to be read in their order: an array of them, or rows that are kept as columns (`keepRows`). `filter`, `find`, `some`, `every` and
 * `forEach` may lend their function a row that is another one as soon as it returns: what is to be kept of it is taken out. Rows that
 * are given (by `find`, `reduce`, `map`, `flatMap`, `for … of`) stay.
 */
export interface Rows extends Iterable<Row> {
  readonly length: number;
  filter(test: (row: Row) => boolean): Rows;
  find(test: (row: Row) => boolean): Row | undefined;
  slice(from: number, to: number): Rows;
  some(test: (row: Row) => boolean): boolean;
  every(test: (row: Row) => boolean): boolean;
  forEach(see: (row: Row) => void): void;
  reduce<Out>(join: (sofar: Out, row: Row) => Out, first: Out): Out;
  map<Out>(make: (row: Row) => Out): Out[];
  flatMap<Out>(make: (row: Row) => readonly Out[]): Out[];
}

/** Rows by the names of their tables. */
export type RowsByTable = Readonly<Record<string, Rows>>;

/** Rows of a block: so many are encoded together. */
const blockRows = 4096;

/** A column within a block: one value for all rows; numbers, of which NaN is a missing one; or whatever the values are. */
type BlockColumn =
  | { readonly kind: "same"; readonly value: Value }
  | { readonly kind: "numbers"; readonly numbers: Float64Array }
  | { readonly kind: "values"; readonly values: readonly Value[] };

type Block = readonly BlockColumn[];

/** Rows that are being collected. */
export interface RowKeeper {
  readonly add: (row: Row) => void;
  /** All rows that were added; none may be added after it. */
  readonly rows: () => Rows;
}

/**
 * Keeps rows as columns, in blocks: a number takes 8 bytes, a text a reference to one copy of it, and what is the same in a whole block
 * nothing. Of a row of eleven columns, of which three change within a cell, that is 24 bytes; as an object it takes ten times as many.
 */
export const keepRows = (columns: readonly string[]): RowKeeper => {
  const blocks: Block[] = [];
  const texts = new Map<string, string>();
  let open: Row[] = [];
  let length = 0;
  const close = (): void => {
    if (open.length > 0) blocks.push(columns.map((name) => blockColumn(open, name, texts)));
    open = [];
  };
  return {
    add: (row) => {
      open.push(row);
      length += 1;
      if (open.length === blockRows) close();
    },
    rows: () => {
      close();
      texts.clear();
      return columnRows({ columns, blocks }, length, null);
    },
  };
};

const blockColumn = (rows: readonly Row[], name: string, texts: Map<string, string>): BlockColumn => {
  const first = rows[0]![name] ?? null;
  const numbers = new Float64Array(rows.length);
  let [isSame, isNumeric] = [true, true];
  for (let index = 0; index < rows.length; index += 1) {
    const value = rows[index]![name] ?? null;
    isSame &&= Object.is(value, first);
    if (typeof value === "number" && !Number.isNaN(value)) numbers[index] = value;
    else if (value === null) numbers[index] = Number.NaN;
    else isNumeric = false;
    if (!isSame && !isNumeric) break;
  }
  if (isSame) return { kind: "same", value: oneCopy(first, texts) };
  if (isNumeric) return { kind: "numbers", numbers };
  return { kind: "values", values: rows.map((row) => oneCopy(row[name] ?? null, texts)) };
};

/** The value; of equal texts the first. */
const oneCopy = (value: Value, texts: Map<string, string>): Value => {
  if (typeof value !== "string") return value;
  const known = texts.get(value);
  if (known === undefined) texts.set(value, value);
  return known ?? value;
};

const valueAt = (column: BlockColumn, index: number): Value => {
  if (column.kind === "same") return column.value;
  if (column.kind === "values") return column.values[index]!;
  const number = column.numbers[index]!;
  return Number.isNaN(number) ? null : number;
};

interface Columns {
  readonly columns: readonly string[];
  readonly blocks: readonly Block[];
}

/** All rows of the columns, or those whose numbers are `chosen`. */
const columnRows = (kept: Columns, length: number, chosen: Uint32Array | null): Rows => {
  const { columns, blocks } = kept;
  const newRow = rowsWith(columns);
  const given = (at: number): Row => {
    const block = blocks[Math.floor(at / blockRows)]!;
    const row = newRow();
    for (const [index, name] of columns.entries()) row[name] = valueAt(block[index]!, at % blockRows);
    return row;
  };
  const numberOf = (index: number): number => chosen?.[index] ?? index;
  const lend = lending(kept);
  /** The first row, by its index among these, of which `test` is true; −1 for none. */
  const seek = (test: (row: Row) => boolean): number =>
    lend((lent) => {
      for (let index = 0; index < length; index += 1) if (test(lent(numberOf(index)))) return index;
      return -1;
    });
  function* all(): Generator<Row> {
    for (let index = 0; index < length; index += 1) yield given(numberOf(index));
  }
  return {
    length,
    [Symbol.iterator]: all,
    find: (test) => {
      const found = seek(test);
      return found < 0 ? undefined : given(numberOf(found));
    },
    slice: (from, to) => {
      const part = Math.min(to, length) - from;
      return columnRows(
        kept,
        part,
        chosen?.subarray(from, to) ?? Uint32Array.from({ length: part }, (_, at) => from + at),
      );
    },
    some: (test) => seek(test) >= 0,
    every: (test) => seek((row) => !test(row)) < 0,
    forEach: (see) =>
      void seek((row) => {
        see(row);
        return false;
      }),
    filter: (test) => {
      const passed = new Uint32Array(length);
      let count = 0;
      lend((lent) => {
        for (let index = 0; index < length; index += 1) {
          const at = numberOf(index);
          if (!test(lent(at))) continue;
          passed[count] = at;
          count += 1;
        }
      });
      return columnRows(kept, count, count === length ? chosen : passed.slice(0, count));
    },
    reduce: (join, first) => {
      let sofar = first;
      for (const row of all()) sofar = join(sofar, row);
      return sofar;
    },
    map: (make) => Array.from(all(), make),
    flatMap: (make) => Array.from(all(), make).flat() as never,
  };
};

/** Lends a row that reads the columns where it stands, so that looking at a million rows makes no objects; within a look, another has its own. */
const lending = ({ columns, blocks }: Columns): (<Out>(look: (lent: (at: number) => Row) => Out) => Out) => {
  const free: ((at: number) => Row)[] = [];
  const made = (): ((at: number) => Row) => {
    let block: Block = [];
    let within = 0;
    const row: Row = {};
    for (const [index, name] of columns.entries())
      Object.defineProperty(row, name, { enumerable: true, get: () => valueAt(block[index]!, within) });
    return (at) => {
      block = blocks[Math.floor(at / blockRows)]!;
      within = at % blockRows;
      return row;
    };
  };
  return (look) => {
    const lent = free.pop() ?? made();
    try {
      return look(lent);
    } finally {
      free.push(lent);
    }
  };
};
