/** A coupling below this is below 1, with room for rounding. */
export const mostCoupling = { float64: 1 - 1e-6, float32: 1 - 1e-2 };

/** Powers of the matrix that are tried. */
const rounds = 40;

/**
 * An upper bound of the spectral radius of a matrix N of non-negative numbers: `max_i (N v)_i / v_i` for any v > 0 (Collatz 1942,
 * Wielandt 1950), here the smallest of those along the powers of 1 + N, which also converge where N alone goes in circles.
 */
export const perronBound = (matrix: readonly (readonly number[])[]): number => {
  const n = matrix.length;
  const vector = new Float64Array(n).fill(1);
  const image = new Float64Array(n);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    let most = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const row = matrix[i]!;
      let sum = 0;
      for (let k = 0; k < n; k++) sum += row[k]! * vector[k]!;
      image[i] = sum;
      most = Math.max(most, sum / vector[i]!);
      largest = Math.max(largest, vector[i]! + sum);
    }
    least = Math.min(least, most);
    for (let i = 0; i < n; i++) vector[i] = (vector[i]! + image[i]!) / largest;
    if (!vector.every((value) => value > 0)) break;
  }
  return least;
};
