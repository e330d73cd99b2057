import { linearRegression, mean } from "simple-statistics";

/** Values of λ that count for a fitted order: where the next order of λ no longer matters. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const defaultWindow: Window = { from: 0, to: 0.01 };

/** Over less than this a power law can't be told from another. */
export const fewestDecades = 1.5;
const fewestPoints = 3;

export interface Order {
  /** p of error ≈ C λ^p: the slope of ln error against ln λ. */
  readonly order: number;
  /** Its standard error, √(Σ r² / (n − 2) / Σ (x − x̄)²), r being the residuals. */
  readonly standardError: number;
  readonly points: number;
  /** Smallest and largest λ of the fit. */
  readonly from: number;
  readonly to: number;
  readonly decades: number;
}

/**
 * The order in λ of an error, by least squares through the (λ, error) of the window that are above 0; null for fewer
 * than three of them.
 */
export function fitOrder(errors: readonly (readonly [number, number])[], { from, to }: Window): Order | null {
  const inside = errors.filter(
    ([lambda, error]) => lambda > 0 && lambda >= from && lambda <= to && error > 0,
  );
  if (inside.length < fewestPoints) return null;
  const points = inside.map(([lambda, error]): [number, number] => [Math.log(lambda), Math.log(error)]);
  const { m: order, b } = linearRegression(points);
  const centre = mean(points.map(([x]) => x));
  const spread = points.reduce((sum, [x]) => sum + (x - centre) ** 2, 0);
  const residual = points.reduce((sum, [x, y]) => sum + (y - b - order * x) ** 2, 0);
  const lambdas = inside.map(([lambda]) => lambda);
  const [least, greatest] = [Math.min(...lambdas), Math.max(...lambdas)];
  return {
    order,
    standardError: Math.sqrt(residual / (points.length - 2) / spread),
    points: points.length,
    from: least,
    to: greatest,
    decades: Math.log10(greatest / least),
  };
}
