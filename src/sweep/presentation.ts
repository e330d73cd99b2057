import type { ChartSpecification } from "../rows/chart.ts";
import type { Rows, RowsByTable } from "../rows/rows.ts";
import type { Summary } from "../rows/summary.ts";
import type { Table } from "../rows/table.ts";
import { defaultWindow, type Window } from "../statistics/order-over-seeds.ts";
import { aggregateTable } from "./aggregate-table.ts";
import { type ChartText, sweepChart } from "./chart/chart.ts";
import { chooseChart } from "./chart/chart-choice.ts";
import { orderGuides } from "./chart/order-guides.ts";
import { sweepPlot } from "./chart/plot.ts";
import { upScale } from "./chart/up-scale.ts";
import { sweepFindings } from "./findings.ts";
import type { Axis } from "./grid/axis.ts";
import { chooseView, type View } from "./view.ts";

/** How a table is shown, by what varies in it. */
export interface Presentation {
  readonly chart: (rows: RowsByTable, text: ChartText) => ChartSpecification;
  readonly summarise: (rows: RowsByTable) => Summary;
}

/** The chart and the summary of a view of a grid's rows. */
export const presentationOf = (view: View, axes: readonly Axis[], window: Window): Presentation => {
  const choose = once((rows: Rows) => {
    const choice = chooseChart(rows, view, axes);
    return { choice, up: upScale(choice, view), guides: orderGuides(choice, view, window) };
  });
  return {
    chart: (rows, text) => sweepChart(choose(rows[view.table.name]!), view, text),
    summarise: (rows) => {
      const { choice, up } = choose(rows[view.table.name]!);
      const plot = sweepPlot(choice, view, up.scale ?? "linear");
      return {
        table: aggregateTable(choice.rows, view),
        findings: sweepFindings(choice.rows, view, window),
        ...(plot !== undefined && { plot }),
      };
    },
  };
};

/** The same of an experiment's main table, of which nothing is known but its columns. */
export const plainPresentation = (tables: readonly Table[]): Presentation =>
  presentationOf(chooseView(tables, null, []), [], defaultWindow);

/** Chart and summary look at the same rows one after the other. */
const once = <In extends object, Out>(make: (input: In) => Out): ((input: In) => Out) => {
  const made = new WeakMap<In, Out>();
  return (input) => {
    const known = made.get(input) ?? make(input);
    made.set(input, known);
    return known;
  };
};
