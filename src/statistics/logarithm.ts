import { mean } from "simple-statistics";

/** Terms of the series: |s| ≤ 0.172, so that s^(2·12+1)/25 is below the last bit. */
const terms = 12;

/**
 * ln x for x > 0, from the four operations alone, so that it has the same bits everywhere (`Math.log` has not): with
 * `x = m 2^e`, m in [√½, √2), `ln x = e ln 2 + 2 artanh s`, `s = (m − 1)/(m + 1)`. Good to 2 units in the last place. NaN for
 * what is not a positive number, 0 included.
 */
export const logarithm = (x: number): number => {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Number.NaN;
  let [m, e] = [x, 0];
  for (; m >= Math.SQRT2; e++) m /= 2;
  for (; m < Math.SQRT1_2; e--) m *= 2;
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let k = terms; k >= 0; k--) sum = sum * square + 1 / (2 * k + 1);
  return e * Math.LN2 + 2 * s * sum;
};

/** log₁₀ x, the same bits everywhere. */
export const decadesOf = (x: number): number => logarithm(x) / logarithm(10);

/** log₁₀ of the ratio of two positive numbers. */
export const decadesBetween = (low: number, high: number): number => decadesOf(high / low);

/** The mean log₁₀ of positive numbers. */
export const meanDecades = (values: readonly number[]): number => mean(values.map(decadesOf));

/** Terms of the exponential's series for |r| ≤ ½ ln 2: r^20 / 20! is below the last bit. */
const exponentialTerms = 20;

/**
 * e^x, from the four operations alone, the same bits everywhere: `e^x = 2^k e^r`, k the whole number nearest to x / ln 2. Good to a few
 * units in the last place for |x| below 700, beyond which it is 0 or infinite.
 */
export const exponential = (x: number): number => {
  const k = Math.round(x / Math.LN2);
  const r = x - k * Math.LN2;
  let sum = 1;
  for (let n = exponentialTerms; n >= 1; n--) sum = 1 + (sum * r) / n;
  for (let i = 0; i < Math.abs(k); i++) sum *= k > 0 ? 2 : 0.5;
  return sum;
};
