import type { ChartSpecification, Row, Value } from "../experiments/experiment.ts";
import { type Part, path, type Quantity, type Series } from "../report/channels.ts";
import { figure, meanBand, meanBars } from "../report/chart.ts";
import type { Category, ChartChoice, NumericAxis } from "./chart-choice.ts";
import { upScale } from "./up-scale.ts";
import type { View } from "./view.ts";
import { axisLabel, countText, measureLabel, plainName, valueText } from "./wording.ts";

/** What a chart of a sweep says besides its data. */
export interface ChartText {
  /** The stem of the files. */
  readonly name: string;
  /** Config and fixed fields, `fig3a, network.activation tanh`. */
  readonly setting: string;
  readonly seeds: number;
}

const mostPanels = 24;
/** Beyond this, dots on a line run into each other. */
const mostDots = 60;
/** Columns that the chart computes for itself. */
const panelColumn = "panel";
const onlySeries: Series = { column: "series", title: "", members: [{ name: "mean", label: "mean" }] };

/** The chart of a sweep, as `chooseChart` chose it. */
export function sweepChart(choice: ChartChoice, view: View, text: ChartText): ChartSpecification {
  const { last, panels, rows } = choice;
  const names = [...new Set(rows.map((row) => panelName(row, panels)))];
  const shown = names.slice(0, mostPanels);
  const spread = choice.kind === "heat" ? "mean" : "mean ± 1 sd";
  const facts = [
    text.seeds > 1 ? `${spread} over ${text.seeds} seeds` : "1 seed",
    ...last.map(({ column, value }) => `at ${column} ${value}`),
    ...(names.length > shown.length ? [`the first ${shown.length} of ${names.length} panels`] : []),
  ].join(" · ");
  const measure: Quantity = {
    column: view.measure.name,
    title: measureLabel(view.measure),
    ...upScale(choice, view),
  };
  const chart = drawing(choice, measure);
  return figure(
    {
      name: text.name + view.table.suffix,
      title: titleOf(choice, view),
      subtitle: [text.setting, facts],
      description: describe(choice, view, facts),
    },
    {
      transform: [
        ...last.map(({ column, value }) => ({
          filter: `${datum(column)} === ${value} || !isValid(${datum(column)})`,
        })),
        ...choice.axes.map(({ column }) => ({ filter: `isValid(${datum(column)})` })),
        ...(choice.colour === null ? [{ calculate: "'mean'", as: onlySeries.column }] : []),
        ...(shown.length > 1 ? panelTransform(panels, shown) : []),
      ],
      ...(shown.length > 1 ? inPanels(chart, shown, panels) : { width: 640, height: 400, ...chart }),
    },
  );
}

function drawing({ kind, axes, places, colour }: ChartChoice, measure: Quantity): Part {
  const series = colour === null ? onlySeries : seriesOf(colour);
  if (kind === "heat") return heatMap(axes, measure);
  if (kind === "dots") return meanBars(places === null ? onlySeries : seriesOf(places), measure, series);
  const [axis] = axes as readonly [NumericAxis];
  const across: Quantity = {
    column: axis.column,
    title: axisLabel(axis),
    scale: axis.scale,
    zero: false,
    format: "~g",
    ...(axis.values.every(Number.isInteger) && { tickMinStep: 1 }),
  };
  return meanBand(across, measure, series, { point: axis.values.length <= mostDots });
}

function heatMap([across, upward]: readonly NumericAxis[], measure: Quantity): Part {
  const side = (axis: NumericAxis, sort: "ascending" | "descending") => ({
    field: path(axis.column),
    type: "ordinal",
    sort,
    title: axisLabel(axis),
    axis: { labelExpr: "format(datum.value, '.3~g')", labelAngle: 0, labelOverlap: true, ticks: false },
  });
  return {
    mark: { type: "rect" },
    encoding: {
      x: side(across!, "ascending"),
      y: side(upward!, "descending"),
      color: {
        aggregate: "mean",
        field: path(measure.column),
        type: "quantitative",
        title: measure.title,
        scale: { scheme: "viridis", type: measure.scale ?? "linear", zero: false },
        legend: { format: "~g", gradientLength: 300, titleOrient: "top", titleLimit: 400 },
      },
    },
  };
}

function inPanels(chart: Part, names: readonly string[], panels: readonly Category[]): Part {
  const columns = Math.min(names.length, names.length === 4 ? 2 : 3);
  const header = { title: null, labelFontSize: 14 };
  return {
    facet: { field: panelColumn, type: "nominal", sort: names, header },
    columns,
    spec: { width: columns === 2 ? 340 : 260, height: columns === 2 ? 260 : 210, ...chart },
    // Panels of a swept field compare one quantity; those of the experiment's own, such as metrics, several.
    ...(panels.some(({ swept }) => !swept) && { resolve: { scale: { y: "independent" } } }),
  };
}

function panelTransform(panels: readonly Category[], shown: readonly string[]): readonly Part[] {
  const texts = panels.map((panel) => {
    const value = `(isValid(${datum(panel.column)}) ? toString(${datum(panel.column)}) : ${JSON.stringify(valueText(null))})`;
    return `${JSON.stringify(panelPrefix(panel))} + ${value}`;
  });
  return [
    { calculate: texts.join(" + ', ' + "), as: panelColumn },
    { filter: { field: panelColumn, oneOf: shown } },
  ];
}

/** `relu, inference.stepSize 0.1` */
function panelName(row: Row, panels: readonly Category[]): string {
  return panels.map((panel) => panelPrefix(panel) + valueText(row[panel.column] ?? null)).join(", ");
}

/** A number alone doesn't say of what. */
function panelPrefix({ column, values }: Category): string {
  return values.some((value) => typeof value === "number") ? `${plainName(column)} ` : "";
}

function seriesOf({ column, values, swept }: Category): Series {
  const name = (value: Value) => (value === null ? "null" : String(value)); // as Vega's toString
  return {
    column,
    title: swept ? column : "",
    members: values.map((value) => ({ name: name(value), label: valueText(value) })),
  };
}

function titleOf({ kind, axes, places }: ChartChoice, { measure }: View): string {
  const name = measure.name.replaceAll("_", " ");
  const against =
    kind === "dots" ? (places === null ? [] : [places.column]) : axes.map(({ column }) => plainName(column));
  const text = against.length === 0 ? name : `${name} against ${against.join(" and ")}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function describe(
  { kind, axes, places, colour, panels }: ChartChoice,
  { measure }: View,
  facts: string,
): string {
  const [across, upward] = axes;
  const of = (category: Category) => `${category.column} (${category.values.map(valueText).join(", ")})`;
  const drawn = {
    line: `Line chart. Across: ${across?.column}. Up: ${measure.name}.`,
    heat: `Heat map. Across: ${across?.column}. Up: ${upward?.column}. Colour: ${measure.name}.`,
    dots: `Dots with bars. Across: ${places?.column ?? "nothing"}. Up: ${measure.name}.`,
  }[kind];
  return [
    drawn,
    `${measure.name} is: ${measure.meaning}. ${countText(axes.flatMap(({ values }) => values).length, "value")} across, ${facts}.`,
    ...(colour === null ? [] : [`A colour for each ${of(colour)}.`]),
    ...(panels.length === 0 ? [] : [`A panel for each ${panels.map(of).join(" and ")}.`]),
  ].join(" ");
}

const datum = (column: string) => `datum[${JSON.stringify(column)}]`;
