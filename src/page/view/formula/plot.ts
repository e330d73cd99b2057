import type { Precision } from "../../../linalg/linalg.ts";
import { roundoff } from "../../../linalg/roundoff.ts";
import type { Row } from "../../../rows/row.ts";
import type { OfferedEstimator } from "../../state/formula.ts";
import type { PlotContent, PlotSeries } from "../plot-content.ts";

const symbols: Readonly<Record<string, string>> = { lambda: "λ", gamma: "γ", kappa: "κ" };
const dials = { from: 1e-8, to: 1 } as const;
const least = 1e-17;

const pointsOf = (rows: readonly Row[], precision: Precision): PlotSeries["points"] =>
  rows
    .filter((row) => row.precision === precision)
    .map(
      ({ value, relative_error: error }) =>
        [Number(value), typeof error === "number" ? Math.max(error, least) : null] as const,
    )
    .sort(([a], [b]) => a - b);

/** The wall of rounding: what is subtracted is rounded by u, and the difference is divided by the dial. */
const wallOf = (precision: Precision): PlotSeries["points"] => [
  [dials.from, roundoff[precision] / dials.from],
  [dials.to, roundoff[precision] / dials.to],
];

/** `float64: measured order 1.00, smallest error 3.1e-9`, for each precision that is done. */
export const fittedTexts = (orders: readonly Row[]): readonly string[] =>
  orders.map(({ precision, order, smallest_error: smallest }) => {
    const told = typeof order === "number" ? `measured order ${order.toFixed(2)}` : "no order can be fitted";
    return `${precision}: ${told}${typeof smallest === "number" ? `, smallest error ${smallest.toExponential(1)}` : ""}`;
  });

/** The relative errors of an estimator against its dial in both precisions, and the walls of rounding. */
export const ordersPlot = (
  { label, dial, theory }: OfferedEstimator,
  rows: readonly Row[],
  orders: readonly Row[],
): PlotContent => {
  const symbol = symbols[dial] ?? dial;
  return {
    description: `Relative error of ${label} against ${symbol}, on logarithmic axes, with the walls of rounding u/${symbol}. Theory: ${theory}. ${fittedTexts(orders).join("; ")}`,
    x: { label: `dial ${symbol}`, scale: "log", domain: [dials.from, dials.to] },
    y: { label: "relative error", scale: "log", domain: [least, 10] },
    series: [
      { name: "float64", look: "equilibrium", points: pointsOf(rows, "float64") },
      { name: "float32", look: "euler dashed", points: pointsOf(rows, "float32") },
      {
        name: `wall of float64: 2⁻⁵³/${symbol}`,
        look: "equilibrium",
        kind: "dotted",
        points: wallOf("float64"),
      },
      { name: `wall of float32: 2⁻²⁴/${symbol}`, look: "euler", kind: "dotted", points: wallOf("float32") },
    ],
  };
};
