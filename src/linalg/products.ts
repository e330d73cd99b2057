import type { Kernels } from "./kernels.ts";
import type { Home, Matrix, Stack } from "./memory.ts";

/** A matrix [rows, columns] laid out in panels for the right-hand side of a product. */
export interface Packed {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  /** Whether every number is finite. */
  readonly finite: boolean;
  readonly home: Home;
}

/** Matrix products. Each entry is summed in order, so that it equals the textbook loop to the bit. */
export interface Products {
  /** B, laid out for products. */
  readonly pack: (b: Matrix) => Packed;
  /** Bᵀ, laid out for products. */
  readonly packTransposed: (b: Matrix) => Packed;
  /** c += a B, for a [m, k], B [k, n]. Where most of a is 0, that part is not multiplied; the result is the same. */
  readonly accumulateProduct: (a: Matrix, b: Packed, c: Matrix) => void;
  /** c [n, n] = aᵀ a, for a [k, n], also packed. */
  readonly gram: (a: Matrix, packed: Packed, c: Matrix) => void;
  /** c = aᵀ B, for a [k, m], B [k, n]; likewise. */
  readonly transposedProduct: (a: Matrix, b: Packed, c: Matrix) => void;
  /** The same matrix, with its non-zeros found once for all products where most of it is 0. It must not change any more. */
  readonly lasting: (a: Matrix) => Matrix;
}

/**
 * When zeros are looked for, and how many there must be: the sparse kernel runs at two thirds of the dense one's rate, and to sort the
 * non-zeros by column takes time. `depth` is the kernel's.
 */
const sparse = {
  columns: 16,
  entries: 4096,
  samples: 256,
  byRows: 0.5,
  byColumns: 0.65,
  depth: 256,
} as const;
/** Where a transposed a is copied block by block: its rows have so many bytes, B so many columns; and the entries of a block. */
const far = { bytes: 1024, columns: 64, block: 64 * 256 } as const;
/** Entries whose non-zeros are collected at once. */
const most = 2 ** 20;

export const products = (
  stack: Stack,
  kernels: Kernels,
  bytes: number,
  requireShape: (matrix: Matrix, rows: number, columns: number) => void,
): Products => {
  const panel = 32 / bytes;

  const packWith = (b: Matrix, rowStride: number, columnStride: number, k: number, n: number): Packed => {
    stack.requireAlive(b.home);
    const offset = stack.allocate(Math.ceil(n / panel) * panel * k * bytes);
    const finite = kernels.pack(b.offset, rowStride, columnStride, k, n, offset) === 1;
    return { offset, rows: k, columns: n, finite, home: stack.home() };
  };

  const hasZeros = (a: Matrix, share: number): boolean => {
    const count = a.rows * a.columns;
    if (count < sparse.entries) return false;
    return kernels.sampledZeros(a.offset, count, sparse.samples) >= share * sparse.samples;
  };

  /** Whether zeros are to be skipped; the result is the same if they are not, for sums that don't start at −0. */
  const isSparse = (a: Matrix, b: Packed, share: number): boolean =>
    b.columns >= sparse.columns && b.finite && (a.nonZeros !== undefined || hasZeros(a, share));

  /** Room for a list of all entries, and for where it begins in each of so many parts; and how the list is written. */
  const listFor = (rows: number, columns: number, parts: number) => {
    const entries = stack.allocate((rows * columns + 1) * 2 * bytes);
    const starts = stack.allocate((parts + 1) * 4);
    return {
      starts,
      byRows: (a: number): void => {
        kernels.collectRows(a, rows, columns, entries, starts);
      },
      byColumns: (a: number): void =>
        stack.scope(() => {
          const scratch = stack.allocate((rows * columns + 1) * (2 * bytes + 4));
          kernels.collectColumns(a, rows, columns, entries, starts, scratch);
        }),
    };
  };
  const blocksOf = (columns: number): number => Math.ceil(columns / sparse.depth);
  const rowsAtOnce = (columns: number): number => Math.max(1, Math.floor(most / columns));

  /** Runs `body` for some of a's rows at a time: where they begin, and how many they are. */
  const inPortions = (a: Matrix, body: (from: number, count: number, part: number) => void): void => {
    const rows = rowsAtOnce(a.columns);
    for (let from = 0; from < a.rows; from += rows) {
      stack.scope(() => body(from, Math.min(rows, a.rows - from), a.offset + from * a.columns * bytes));
    }
  };

  /** c += A B over the non-zeros of A. */
  const accumulateSparse = (a: Matrix, b: Packed, c: Matrix): void => {
    const blocks = blocksOf(a.columns);
    const run = (starts: number, from: number, count: number): void => {
      const out = c.offset + from * c.columns * bytes;
      kernels.accumulateSparse(starts, blocks, b.offset, out, count, b.rows, b.columns, 0);
    };
    if (a.nonZeros !== undefined) {
      stack.requireAlive(a.home);
      run(a.nonZeros.byRows, 0, a.rows);
      return;
    }
    inPortions(a, (from, count, part) => {
      const list = listFor(count, a.columns, blocks * count);
      list.byRows(part);
      run(list.starts, from, count);
    });
  };

  /** c = Aᵀ B likewise. */
  const sparseTransposed = (a: Matrix, b: Packed, c: Matrix): void => {
    const run = (starts: number, from: number): void => {
      const isFirst = Number(from === 0);
      kernels.accumulateSparse(starts, 1, b.offset + from * 32, c.offset, c.rows, b.rows, b.columns, isFirst);
    };
    if (a.nonZeros !== undefined) {
      stack.requireAlive(a.home);
      run(a.nonZeros.byColumns(), 0);
      return;
    }
    inPortions(a, (from, count, part) => {
      const list = listFor(count, a.columns, a.columns);
      list.byColumns(part);
      run(list.starts, from);
    });
  };

  /** Runs a product with aᵀ, with room for a copy of its blocks where that is worth it. */
  const withScratch = (a: Matrix, columns: number, run: (scratch: number) => void): void => {
    if (a.columns * bytes < far.bytes || columns < far.columns) run(0);
    else stack.scope(() => run(stack.allocate(far.block * bytes)));
  };

  return {
    pack: (b) => packWith(b, b.columns, 1, b.rows, b.columns),
    packTransposed: (b) => packWith(b, 1, b.columns, b.columns, b.rows),
    accumulateProduct: (a, b, c) => {
      stack.requireAlive(b.home);
      requireShape(a, c.rows, b.rows);
      requireShape(c, a.rows, b.columns);
      if (isSparse(a, b, sparse.byRows) && kernels.hasNegativeZero(c.offset, c.rows * c.columns) === 0)
        accumulateSparse(a, b, c);
      else
        kernels.accumulateProduct(a.offset, a.columns, 1, b.offset, c.offset, a.rows, b.rows, b.columns, 0);
    },
    gram: (a, packed, c) => {
      stack.requireAlive(packed.home);
      requireShape(a, packed.rows, packed.columns);
      requireShape(c, a.columns, a.columns);
      kernels.clear(c.offset, a.columns * a.columns);
      withScratch(a, a.columns, (scratch) => {
        kernels.accumulateGram(a.offset, packed.offset, c.offset, a.rows, a.columns, scratch);
      });
    },
    transposedProduct: (a, b, c) => {
      stack.requireAlive(b.home);
      requireShape(a, b.rows, c.rows);
      requireShape(c, a.columns, b.columns);
      if (isSparse(a, b, sparse.byColumns)) {
        sparseTransposed(a, b, c);
        return;
      }
      const { rows, columns } = c;
      kernels.clear(c.offset, rows * columns);
      withScratch(a, columns, (scratch) => {
        kernels.accumulateProduct(a.offset, 1, rows, b.offset, c.offset, rows, b.rows, columns, scratch);
      });
    },
    lasting: (a) => {
      stack.requireAlive(a.home);
      if (a.rows > rowsAtOnce(a.columns) || !hasZeros(a, sparse.byColumns)) return a;
      const rows = listFor(a.rows, a.columns, blocksOf(a.columns) * a.rows);
      const columns = listFor(a.rows, a.columns, a.columns);
      rows.byRows(a.offset);
      let listed = false;
      const byColumns = (): number => {
        if (!listed) columns.byColumns(a.offset);
        listed = true;
        return columns.starts;
      };
      return { ...a, home: stack.home(), nonZeros: { byRows: rows.starts, byColumns } };
    },
  };
};
