import type { Quantity } from "../../report/chart/channels.ts";
import { aggregate, groupRows } from "../summary.ts";
import type { View } from "../view.ts";
import type { ChartChoice } from "./chart-choice.ts";
import type { NumericAxis } from "./numeric-axis.ts";

/** Means that differ by more than this factor are drawn on a logarithmic axis. */
const widestLinear = 30;
/** The same where what lies across is linear, so that a straight line looks like one. */
const widestOverLinear = 1000;

export type UpScale = Pick<Quantity, "scale" | "zero" | "format" | "tickCount">;

/** How the measure's axis, or colour, is scaled: by the means that are drawn. */
export const upScale = ({ kind, axes, rows }: ChartChoice, { keys, measure }: View): UpScale => {
  const means = groupRows(rows, keys)
    .map((group) => aggregate(group.rows, measure.name).mean)
    .filter((mean) => mean !== null);
  const least = means.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = means.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const widest = kind === "line" && axes[0]!.scale === "linear" ? widestOverLinear : widestLinear;
  if (least > 0 && greatest / least > widest) return { scale: "log", ...logTicks([least, greatest]) };
  // From 0 on, unless the differences would be too small to see.
  return { scale: "linear", zero: least === greatest || (least >= 0 && least < greatest / 2) };
};

/** Labels at the powers of ten alone, where there are some: those between them run into each other. */
export const logTicks = (values: NumericAxis["values"]): Pick<Quantity, "format" | "tickCount"> => {
  // A whole number of decades is one whatever the last bit of the logarithm, which may depend on the Node version.
  const decades = Math.ceil(Math.log10(values.at(-1)! / values[0]!) - 1e-9);
  return { format: "~g", ...(values.at(-1)! / values[0]! >= 10 && { tickCount: decades + 1 }) };
};
