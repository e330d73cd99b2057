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
}

/** When zeros are looked for, and how many there must be: the sparse kernel runs at two thirds of the dense one's rate. `depth` is the kernel's. */
const sparse = { columns: 16, entries: 4096, samples: 256, leastShare: 0.5, depth: 256 } as const;
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

  /** Whether zeros are to be skipped; the result is the same if they are not, for sums that don't start at −0. */
  const isSparse = (a: Matrix, b: Packed): boolean => {
    const count = a.rows * a.columns;
    if (b.columns < sparse.columns || count < sparse.entries || !b.finite) return false;
    return kernels.sampledZeros(a.offset, count, sparse.samples) >= sparse.leastShare * sparse.samples;
  };

  /** c += A B over the non-zeros of A = a, or with `transposed` of A = aᵀ; some of a's rows at a time. */
  const accumulateSparse = (a: Matrix, b: Packed, c: Matrix, transposed: boolean): void => {
    const rows = Math.max(1, Math.floor(most / a.columns));
    for (let from = 0; from < a.rows; from += rows) {
      const count = Math.min(rows, a.rows - from);
      stack.scope(() => {
        const capacity = count * a.columns + 1;
        const entries = stack.allocate(capacity * 2 * bytes);
        const part = a.offset + from * a.columns * bytes;
        if (transposed) {
          const starts = stack.allocate((a.columns + 1) * 4);
          const scratch = stack.allocate(capacity * (2 * bytes + 4));
          kernels.collectColumns(part, count, a.columns, entries, starts, scratch);
          kernels.accumulateSparse(starts, 1, b.offset + from * 32, c.offset, c.rows, b.rows, b.columns);
        } else {
          const blocks = Math.ceil(a.columns / sparse.depth);
          const starts = stack.allocate((blocks * count + 1) * 4);
          kernels.collectRows(part, count, a.columns, entries, starts);
          const out = c.offset + from * c.columns * bytes;
          kernels.accumulateSparse(starts, blocks, b.offset, out, count, b.rows, b.columns);
        }
      });
    }
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
      if (isSparse(a, b) && kernels.hasNegativeZero(c.offset, c.rows * c.columns) === 0)
        accumulateSparse(a, b, c, false);
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
      kernels.clear(c.offset, a.columns * b.columns);
      const { rows, columns } = c;
      if (isSparse(a, b)) accumulateSparse(a, b, c, true);
      else {
        withScratch(a, columns, (scratch) => {
          kernels.accumulateProduct(a.offset, 1, rows, b.offset, c.offset, rows, b.rows, columns, scratch);
        });
      }
    },
  };
};
