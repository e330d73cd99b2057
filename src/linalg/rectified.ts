import type { Kernels } from "./kernels.ts";
import type { Matrix, Stack } from "./memory.ts";
import type { Packed } from "./products.ts";

/** Products of which a ReLU sees the result. */
export interface RectifiedProducts {
  /**
   * A function `a = a₀ + z G`, for a₀, z, a [samples, n] and G [n, n], also packed. An entry of a that is certain to be below 0 may be left
   * at a₀, also below 0: f and f′ of a ReLU are exactly 0 for both. All others are the textbook sums to the bit. It pays where few units
   * leave their side of 0: the units that are active on both sides are a quarter of G.
   */
  readonly rectifiedProduct: (a0: Matrix, g: Matrix, packed: Packed) => (z: Matrix, a: Matrix) => void;
}

/** Samples below which the tables cost more than they save, and bytes of the parts of G that the second-level cache holds. */
const pays = { samples: 8, bytes: 2 ** 20 } as const;

export const rectifiedProducts = (
  stack: Stack,
  kernels: Kernels,
  bytes: number,
  requireShape: (matrix: Matrix, rows: number, columns: number) => void,
): RectifiedProducts => ({
  rectifiedProduct: (a0, g, packed) => {
    const { rows: samples, columns: n } = a0;
    stack.requireAlive(a0.home);
    requireShape(g, n, n);
    const blocked = (z: Matrix, a: Matrix): void => {
      stack.requireAlive(packed.home);
      requireShape(z, samples, n);
      requireShape(a, samples, n);
      kernels.copy(a0.offset, a.offset, samples * n);
      kernels.accumulateProduct(z.offset, n, 1, packed.offset, a.offset, samples, n, n, 0);
    };
    // 0 · ∞ is NaN, and −0 + 0 is 0: where these can occur, zeros are multiplied.
    const skips = packed.finite && kernels.hasNegativeZero(a0.offset, samples * n) === 0;
    if (!skips || samples < pays.samples || (samples * n * n * bytes) / 4 > pays.bytes) return blocked;
    const tables = stack.allocate(kernels.rectifiedShape(0, 0, samples, n));
    const home = stack.home();
    kernels.rectifiedShape(tables, g.offset, samples, n);
    kernels.rectify(a0.offset, samples);
    let whole = 0;
    return (z, a) => {
      if (2 * whole > samples) {
        blocked(z, a);
        return;
      }
      stack.requireAlive(home);
      requireShape(z, samples, n);
      requireShape(a, samples, n);
      kernels.copy(a0.offset, a.offset, samples * n);
      kernels.rectifiedShape(tables, g.offset, samples, n);
      whole = kernels.rectifiedProduct(a0.offset, z.offset, a.offset, samples);
    };
  },
});
