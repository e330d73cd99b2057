import type { Quantity } from "../report/channels.ts";
import type { ChartChoice } from "./chart-choice.ts";
import { aggregate, groupRows } from "./summary.ts";
import type { View } from "./view.ts";

/** Means that differ by more than this factor are drawn on a logarithmic axis. */
const widestLinear = 30;

/** How the measure's axis, or colour, is scaled: by the means that are drawn. */
export function upScale(
  { rows }: Pick<ChartChoice, "rows">,
  { keys, measure }: View,
): Pick<Quantity, "scale" | "zero" | "format"> {
  const means = groupRows(rows, keys)
    .map((group) => aggregate(group.rows, measure.name).mean)
    .filter((mean) => mean !== null);
  const least = means.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = means.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (least > 0 && greatest / least > widestLinear) return { scale: "log", format: "~g" };
  // From 0 on, unless the differences would be too small to see.
  return { scale: "linear", zero: least >= 0 && least < greatest / 2 };
}
