import { linearRegression, mean } from "simple-statistics";
import { decadesBetween, logarithm } from "./logarithm.ts";

/** One point of a curve: the error at a value of the dial. */
export interface ErrorAt {
  readonly dial: number;
  readonly error: number;
}

/** A power law through some points, and how well it goes through them. */
export interface PowerLaw {
  /** p of `error ≈ C dial^p`. */
  readonly exponent: number;
  /** Natural logarithm of C. */
  readonly logarithmOfFactor: number;
  /** Standard error of p from the scatter about the line, `√(Σ r² / (n − 2) / Σ (x − x̄)²)`; 0 for two points. */
  readonly scatter: number;
  readonly points: number;
  /** Smallest and largest dial. */
  readonly from: number;
  readonly to: number;
  readonly decades: number;
}

/** Exponent p of `y = c x^p`, by least squares on the logarithms of positive numbers; NaN for a y of 0. */
export const exponentOf = (xs: readonly number[], ys: readonly number[]): number =>
  linearRegression(xs.map((x, i) => [logarithm(x), logarithm(ys[i]!)])).m;

/** The power law through at least two points with positive dial and error, by least squares on the logarithms. */
export const powerLaw = (curve: readonly ErrorAt[]): PowerLaw => {
  const points = curve.map(({ dial, error }): [number, number] => [logarithm(dial), logarithm(error)]);
  const { m, b } = linearRegression(points);
  const centre = mean(points.map(([x]) => x));
  const spread = points.reduce((sum, [x]) => sum + (x - centre) ** 2, 0);
  const residual = points.reduce((sum, [x, y]) => sum + (y - b - m * x) ** 2, 0);
  const dials = curve.map(({ dial }) => dial);
  const [from, to] = [Math.min(...dials), Math.max(...dials)];
  const freedom = points.length - 2;
  return {
    exponent: m,
    logarithmOfFactor: b,
    scatter: freedom === 0 ? 0 : Math.sqrt(residual / freedom / spread),
    points: points.length,
    from,
    to,
    decades: decadesBetween(from, to),
  };
};

/** The one of several numbers that lies farthest from a value; NaN if one of them is. */
export const farthest = (values: readonly number[], from: number): number =>
  values.reduce((worst, value) =>
    Number.isNaN(worst) || Math.abs(value - from) <= Math.abs(worst - from) ? worst : value,
  );
