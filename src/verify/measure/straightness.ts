import { linearRegression, linearRegressionLine, rSquared } from "simple-statistics";

/** How straight a curve is: R² of its line by least squares, and where that meets the axis, relative to the last point. */
export const straightness = (
  xs: readonly number[],
  ys: readonly number[],
): { readonly intercept: number; readonly share: number } => {
  const points = xs.map((x, i): [number, number] => [x, ys[i]!]);
  const line = linearRegression(points);
  return { intercept: line.b / ys.at(-1)!, share: rSquared(points, linearRegressionLine(line)) };
};
