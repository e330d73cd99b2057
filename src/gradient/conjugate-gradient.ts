import { dot } from "../linalg/dot.ts";

/** Iterations stop when the residual is this fraction of the right side. */
const tolerance = 1e-14;

/**
 * Solves `A x = b` for a symmetric positive definite A that is known by its products alone (Hestenes & Stiefel 1952).
 * Stops at a relative residual of 1e-14, when rounding prevents further progress, or after `limit` products; returns the
 * best iterate.
 */
export const conjugateGradient = (
  times: (direction: Float64Array) => Float64Array,
  b: Float64Array,
  limit = 4 * b.length,
): Float64Array => {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  let direction = b.slice();
  let square = dot(residual, residual);
  const goal = tolerance * tolerance * square;
  let best = { square, x: x.slice() };
  for (let iteration = 0; iteration < limit && square > goal; iteration++) {
    const image = times(direction);
    const alpha = square / dot(direction, image);
    for (let i = 0; i < x.length; i++) {
      x[i]! += alpha * direction[i]!;
      residual[i]! -= alpha * image[i]!;
    }
    const next = dot(residual, residual);
    if (!Number.isFinite(next)) break;
    if (next < best.square) best = { square: next, x: x.slice() };
    const beta = next / square;
    direction = residual.map((r, i) => r + beta * direction[i]!);
    square = next;
  }
  return best.x;
};
