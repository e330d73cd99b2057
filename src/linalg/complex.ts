import type { Complex, Linalg, Matrix, Packed } from "./linalg.ts";

export const complexMatrix = (linalg: Linalg, rows: number, columns: number): Complex => ({
  re: linalg.matrix(rows, columns),
  im: linalg.matrix(rows, columns),
});

/** A complex number. */
export interface Scalar {
  readonly re: number;
  readonly im: number;
}

/** c += a B, for a complex and B real. */
export const accumulateComplexProduct = (linalg: Linalg, a: Complex, b: Packed, c: Complex): void => {
  linalg.accumulateProduct(a.re, b, c.re);
  linalg.accumulateProduct(a.im, b, c.im);
};

/** out = factor x ∘ y, for a real factor; out must be neither x nor y. */
export const complexHadamard = (linalg: Linalg, factor: number, x: Complex, y: Complex, out: Complex): void =>
  linalg.scope(() => {
    const other = linalg.matrix(out.re.rows, out.re.columns);
    linalg.scaledHadamard(factor, x.re, y.re, out.re);
    linalg.scaledHadamard(factor, x.im, y.im, other);
    linalg.addScaled(-1, other, out.re);
    linalg.scaledHadamard(factor, x.re, y.im, out.im);
    linalg.scaledHadamard(factor, x.im, y.re, other);
    linalg.addScaled(1, other, out.im);
  });

/** out = z x for a complex number z; out must not be x. */
export const complexScale = (linalg: Linalg, z: Scalar, x: Complex, out: Complex): void => {
  linalg.combine(z.re, x.re, -z.im, x.im, out.re);
  linalg.combine(z.im, x.re, z.re, x.im, out.im);
};

/** out += alpha x for a real alpha. */
export const addComplex = (linalg: Linalg, alpha: number, x: Complex, out: Complex): void => {
  linalg.addScaled(alpha, x.re, out.re);
  linalg.addScaled(alpha, x.im, out.im);
};

/** The complex matrices of a flat list `re, im, re, im, …`. */
export const paired = (flat: readonly Matrix[]): Complex[] =>
  flat.flatMap((re, i) => (i % 2 === 0 ? [{ re, im: flat[i + 1]! }] : []));

/** The flat list `re, im, re, im, …` of complex matrices. */
export const unpaired = (matrices: readonly Complex[]): Matrix[] =>
  matrices.flatMap(({ re, im }) => [re, im]);
