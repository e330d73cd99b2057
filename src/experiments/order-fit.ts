import { linearRegression } from "simple-statistics";

/** An estimate at one value of its dial. */
export interface ErrorPoint {
  readonly dial: number;
  readonly error: number;
  /** Relative error that unfinished inference may contribute. */
  readonly unfinished: number;
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
/** How far above its rounding wall, the smallest error of the series, and above unfinished inference an error must be. */
const clearance = 100;

/**
 * p in `error = c · dial^p`: the least-squares slope of log error against log dial. It is read above the rounding wall (the
 * smallest error of the series), where the error is at least 100 times larger than at the wall and than what
 * unfinished inference may contribute, and up to an error of 0.01. So the window is a rule about errors and knows
 * nothing of the slope. Null for fewer than three points. Rounded to four decimals, because logarithms differ in the
 * last bit between versions of Node.
 */
export const fitOrder = (series: readonly ErrorPoint[]): OrderFit | null => {
  const wall = series.reduce<ErrorPoint | null>(
    (least, point) => (least === null || point.error < least.error ? point : least),
    null,
  );
  if (wall === null) return null;
  const inside = series.filter(
    ({ dial, error, unfinished }) =>
      dial > wall.dial &&
      error <= ceiling &&
      error >= clearance * wall.error &&
      error >= clearance * unfinished,
  );
  if (inside.length < 3) return null;
  const { m } = linearRegression(inside.map(({ dial, error }) => [Math.log10(dial), Math.log10(error)]));
  const dials = inside.map(({ dial }) => dial);
  return {
    order: Number(m.toFixed(4)),
    from: Math.min(...dials),
    to: Math.max(...dials),
    points: inside.length,
  };
};
