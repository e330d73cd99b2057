/** A coupling below this is below 1, with room for rounding. */
export const mostCoupling = { float64: 1 - 1e-6, float32: 1 - 1e-2 };

/** Powers of the matrix that are tried. */
const rounds = 40;

/**
 * An upper bound of the spectral radius of a matrix N of non-negative numbers: `max_i (N v)_i / v_i` for any v > 0 (Collatz 1942,
 * Wielandt 1950), here the smallest of those along the powers of 1 + N, which also converge where N alone goes in circles.
 */
export const perronBound = (matrix: readonly (readonly number[])[]): number => {
  let vector = matrix.map(() => 1);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const image = matrix.map((row) => row.reduce((sum, entry, k) => sum + entry * vector[k]!, 0));
    least = Math.min(
      least,
      image.reduce((most, value, k) => Math.max(most, value / vector[k]!), 0),
    );
    const next = vector.map((value, k) => value + image[k]!);
    const largest = next.reduce((most, value) => Math.max(most, value), 0);
    vector = next.map((value) => value / largest);
    if (!vector.every((value) => value > 0)) break;
  }
  return least;
};
