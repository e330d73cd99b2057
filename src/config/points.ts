const significantDigits = 12;

/**
 * `size` ≥ 2 points from `start` to `end` > `start` > 0 in equal ratios: x_i = start^(1−t) end^t, t = i/(size − 1).
 * The ends are exact, the others rounded to 12 significant digits.
 */
export const logarithmicPoints = (start: number, end: number, size: number): number[] =>
  between(start, end, size, (t, rest) => {
    return Number((power(start, rest) * power(end, t)).toPrecision(significantDigits));
  });

/**
 * `size` ≥ 2 points from `start` to `end` > `start` in equal steps: x_i = (1−t) start + t end, t = i/(size − 1).
 * The ends are exact, the others rounded to the 12th significant digit of the larger end, which makes the
 * middle of −0.3..0.3 zero and not a rounding error.
 */
export const linearPoints = (start: number, end: number, size: number): number[] => {
  const exponent = Number(Math.max(Math.abs(start), Math.abs(end)).toExponential().split("e")[1]);
  const decimals = Math.min(100, Math.max(0, significantDigits - 1 - exponent));
  return between(start, end, size, (t, rest) => Number((rest * start + t * end).toFixed(decimals)) + 0);
};

const between = (
  start: number,
  end: number,
  size: number,
  point: (t: number, rest: number) => number,
): number[] => {
  const steps = size - 1;
  return Array.from({ length: size }, (_, i) => {
    if (i === 0) return start;
    return i === steps ? end : point(i / steps, (steps - i) / steps);
  });
};

/**
 * base^exponent for base > 0 and 0 ≤ exponent < 1, from the exponent's binary digits: Π base^(2^−k).
 * Math.pow, exp and log may differ in the last bit from one Node version to the next; the square root and the
 * product are fixed by IEEE 754, so a grid is the same on all of them. Relative error below 2e-14.
 */
const power = (base: number, exponent: number): number => {
  let result = 1;
  let root = base;
  for (let remaining = exponent; remaining > 0; ) {
    root = Math.sqrt(root);
    remaining *= 2;
    if (remaining >= 1) {
      result *= root;
      remaining -= 1;
    }
  }
  return result;
};
