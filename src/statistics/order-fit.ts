import { type ErrorAt, powerLaw } from "./power-law.ts";

/** An estimate at one value of its dial. */
export interface ErrorPoint extends ErrorAt {
  /** Relative error that rounding and unfinished inference may contribute, by a rough estimate. */
  readonly noise: number;
}

/** A slope in the log-log plot, and where it was read. */
export interface OrderFit {
  readonly order: number;
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** Errors below this are in the power law's own range; above it higher powers of the dial bend the curve. */
const ceiling = 0.01;
/** How far above the noise, and above the rounding wall where the series reaches it, an error must be. */
const clearance = 100;

/**
 * p in `error = c · dial^p`: the least-squares slope of log error against log dial, over the points with an error up to 0.01
 * and at least 100 times the noise. Where the smallest error of the series is not at its smallest dial, that is the
 * rounding wall: then only points to the right of it count, with at least 100 times its error. So the window is a
 * rule about errors and knows nothing of the slope. Null for fewer than three points.
 */
export const fitOrder = (series: readonly ErrorPoint[]): OrderFit | null => {
  if (series.length === 0) return null;
  const least = series.reduce((best, point) => (point.error < best.error ? point : best));
  const reached = series.some(({ dial }) => dial < least.dial);
  const inside = series.filter(
    ({ dial, error, noise }) =>
      error <= ceiling &&
      error >= clearance * noise &&
      (!reached || (dial > least.dial && error >= clearance * least.error)),
  );
  if (inside.length < 3) return null;
  const { exponent, from, to, points } = powerLaw(inside);
  return { order: Number(exponent.toFixed(4)), from, to, points };
};
