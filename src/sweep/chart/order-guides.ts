import { colour, type Part, position, type Quantity, type Series } from "../../report/chart/channels.ts";
import { distanceFromOne } from "../../report/chart/level-marks.ts";
import type { Row } from "../../rows/row.ts";
import type { Window } from "../../statistics/order-over-seeds.ts";
import { type LambdaOrder, lambdaOrders } from "../lambda-orders.ts";
import type { View } from "../view.ts";
import { rounded } from "../wording.ts";
import { categoryText, categoryValue } from "./category.ts";
import type { ChartChoice } from "./chart-choice.ts";

/** What a curve of a sweep tends to as λ vanishes, as a straight line on two logarithmic axes. */
export interface OrderGuide {
  /** The panel that it belongs in, as `distinctPanels` names it. */
  readonly panel: readonly string[];
  /** The value of the colour's category; `mean` without one. */
  readonly series: string;
  /** `slope 1.00`, `floor 0.0731` */
  readonly text: string;
  readonly ends: readonly { readonly lambda: number; readonly error: number }[];
}

/** The lines that were fitted, where the chart draws that error against λ and both axes are logarithmic. */
export const orderGuides = (
  { kind, axes, colour: by, panels, rows }: ChartChoice,
  view: View,
  window: Window,
): readonly OrderGuide[] => {
  const [across] = axes;
  if (kind !== "line" || across?.column !== "lambda" || across.scale !== "log") return [];
  const ends = [across.values[0]!, across.values.at(-1)!] as const;
  return lambdaOrders(rows, view, window).flatMap(({ key, error, order }) => {
    const drawn = [view.measure.name, distanceFromOne(view.measure.name)];
    const line = drawn.includes(error) ? lineOf(order) : null;
    if (line === null) return [];
    return [
      {
        panel: panels.map((panel) => categoryText(panel, categoryValue(key, panel.columns))),
        series: by === null ? "mean" : String(categoryValue(key, by.columns)),
        text: line.text,
        ends: ends.map((lambda) => ({ lambda, error: Number(line.at(lambda).toPrecision(6)) })),
      },
    ];
  });
};

const lineOf = (
  order: LambdaOrder["order"],
): { readonly text: string; readonly at: (lambda: number) => number } | null => {
  if (order.kind === "floor") return { text: `floor ${rounded(order.floor, 2)}`, at: () => order.floor };
  if (order.kind === "short") return null;
  const { exponent, logarithmOfFactor } = order.line;
  return {
    text: `slope ${(order.slopes.mean ?? exponent).toFixed(2)}`,
    at: (lambda) => Math.exp(logarithmOfFactor + exponent * Math.log(lambda)),
  };
};

/** Dotted lines in the colours of their curves, each with its slope beside it, below the last one of its panel. */
export const guideLayers = (
  guides: readonly OrderGuide[],
  across: Quantity,
  measure: Quantity,
  series: Series,
): readonly Part[] => {
  if (guides.length === 0) return [];
  const rows = guides.flatMap(({ series: name, ends }) =>
    ends.map(({ lambda, error }): Row => ({ [series.column]: name, lambda, [measure.column]: error })),
  );
  const labels = guides.map(
    ({ series: name, ends, text }, at): Row => ({
      [series.column]: name,
      // Where lines of one slope lie upon one another, their labels do not.
      lambda: (ends[0]!.lambda ** (7 - at) * ends[1]!.lambda ** (1 + at)) ** (1 / 8),
      [measure.column]: (ends[0]!.error ** (7 - at) * ends[1]!.error ** (1 + at)) ** (1 / 8),
      text,
    }),
  );
  const shared = { x: position(across), y: position(measure), color: colour(series) };
  return [
    {
      data: { values: rows },
      mark: { type: "line", strokeDash: [2, 4], strokeWidth: 2, clip: true, point: false },
      encoding: shared,
    },
    {
      data: { values: labels },
      mark: { type: "text", align: "left", dx: 10, dy: 14, fontSize: 14, clip: true },
      encoding: { ...shared, text: { field: "text", type: "nominal" } },
    },
  ];
};
