import type { Stream } from "./stream.ts";

/** Terms of the series of the logarithm: with |s| ≤ 0.1716 the first one left out is below 2⁻⁵⁷ of the sum. */
const terms = 11;

/** ln x for 0 < x < ∞, by additions, products and quotients alone: the same bits on every machine, to about an ulp. */
export const logarithm = (x: number): number => {
  let exponent = 0;
  let m = x;
  for (; m > Math.SQRT2; exponent++) m /= 2;
  for (; m < Math.SQRT1_2; exponent--) m *= 2;
  // ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …), s = (m − 1)/(m + 1).
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let series = 0;
  for (let k = terms; k >= 1; k--) series = (series + 1 / (2 * k + 1)) * square;
  return exponent * Math.LN2 + 2 * (s + s * series);
};

/** Draws from N(0, 1) by the polar method (Marsaglia & Bray 1964), two from each accepted pair of uniforms. */
export const normalDraws = (stream: Stream): (() => number) => {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const [u, v] = [2 * stream.uniform() - 1, 2 * stream.uniform() - 1];
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * logarithm(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
};
