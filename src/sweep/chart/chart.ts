import { type Part, path, type Quantity, type Series } from "../../report/chart/channels.ts";
import { figure, meanBand, meanBars } from "../../report/chart/chart.ts";
import { endMarks, endMarksText } from "../../report/chart/end-marks.ts";
import { distanceFromOne } from "../../report/chart/level-marks.ts";
import { endedLine, endedText } from "../../report/ended.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows } from "../../rows/rows.ts";
import type { Column } from "../../rows/table.ts";
import type { View } from "../view.ts";
import { axisLabel, capital, fieldInWords, isNumeric, measureLabel, valueText } from "../wording.ts";
import { type Category, categoryField, categoryText, categoryTransform, categoryValue } from "./category.ts";
import type { ChartChoice } from "./chart-choice.ts";
import { chartDescription, chartTitle } from "./chart-words.ts";
import type { NumericAxis } from "./numeric-axis.ts";
import { guideLayers, type OrderGuide } from "./order-guides.ts";
import { logTicks, type UpScale } from "./up-scale.ts";

/** What a chart of a sweep says besides its data. */
export interface ChartText {
  /** The stem of the files. */
  readonly name: string;
  /** Config and fixed fields, `fig3a, network.activation tanh`. */
  readonly setting: string;
  readonly seeds: number;
}

/** What is drawn, and how its measure is scaled. */
export interface ScaledChoice {
  readonly choice: ChartChoice;
  readonly up: UpScale;
  /** What was fitted, for the panels that it belongs in. */
  readonly guides?: readonly OrderGuide[];
}

/** Letters of a subtitle that fit above one panel. */
const widestLine = 92;
const mostPanels = 24;
/** Beyond this, dots on a line run into each other. */
const mostDots = 40;

/** The chart of a sweep, as `chooseChart` chose it. */
export const sweepChart = (
  { choice, up: scaled, guides: fitted = [] }: ScaledChoice,
  asked: View,
  text: ChartText,
): ChartSpecification => {
  const near = isNearOne(choice, asked);
  const view = near ? { ...asked, measure: fromOne(asked.measure) } : asked;
  const up: UpScale = near ? { scale: "log" } : scaled;
  const { last, panels, rows, axes } = choice;
  const guides = up.scale === "log" ? fitted : [];
  const all = distinctPanels(rows, panels);
  const shown = all.slice(0, mostPanels);
  const spread = choice.kind === "heat" ? "mean" : "mean ± 1 sd";
  const facts = [
    text.seeds > 1 ? `${spread} over ${text.seeds} seeds` : "1 seed",
    ...last.map(({ column, value }) => `at ${fieldInWords(column)} ${value}`),
    ...(guides.length > 0 ? ["dotted: the fitted order"] : []),
    ...(all.length > shown.length ? [`the first ${shown.length} of ${all.length} panels`] : []),
  ].join(" · ");
  const { meaning } = view.measure;
  const measure: Quantity = { column: view.measure.name, title: measureLabel(view.measure), ...up };
  const ends = !view.hasOutcome
    ? []
    : [
        ...(choice.kind === "line" ? endMarksText(rows) : []),
        ...endedLine([endedText(rows)].filter((sentence) => sentence !== "")),
      ];
  const named = [choice.colour, choice.places].filter((category) => category !== null);
  return figure(
    {
      name: view.isMain ? text.name : `${text.name}-${view.table.name}`,
      title: chartTitle(choice, view),
      subtitle: [...(meaning.length <= widestLine ? [capital(meaning)] : []), text.setting, facts, ...ends],
      description: chartDescription(choice, view, facts),
      units: isDimensionless(view.measure) ? "Quantities without a unit are dimensionless." : "",
    },
    {
      transform: [
        ...last.map(({ column, value }) => ({
          filter: `${datum(column)} === ${value} || !isValid(${datum(column)})`,
        })),
        ...axes.map(({ column }) => ({ filter: `isValid(${datum(column)})` })),
        ...[...named, ...panels].flatMap(categoryTransform),
        ...(near ? [{ calculate: `1 - ${datum(asked.measure.name)}`, as: view.measure.name }] : []),
        ...(choice.colour === null ? [{ calculate: "'mean'", as: onlySeries.column }] : []),
      ],
      ...(shown.length > 1
        ? inPanels(choice, measure, shown, guides)
        : { width: 640, height: 400, layer: drawing(choice, measure, guides) }),
    },
  );
};

/** What is drawn of cosines near 1, which differ in digits that no axis shows. */
const fromOne = ({ name }: Column): Column => ({
  name: distanceFromOne(name),
  unit: "dimensionless",
  meaning: `how far ${name === "cosine" ? "the cosine" : name} is from 1, where the directions agree`,
});

const nearOne = 0.95;

/** Whether cosines are drawn that come near 1 somewhere, are nowhere opposed, and are not all of them 1. */
const isNearOne = ({ rows, kind }: ChartChoice, { measure }: View): boolean => {
  if (!measure.name.startsWith("cosine") || kind === "heat") return false;
  const cosines = rows.map((row) => row[measure.name]).filter((value) => typeof value === "number");
  const somewhereNear = cosines.some((cosine) => cosine >= nearOne);
  return somewhereNear && cosines.every((cosine) => cosine > 0) && cosines.some((cosine) => cosine < 1);
};

const isDimensionless = ({ unit }: Column) => ["", "dimensionless"].includes(unit);

const onlySeries: Series = { column: "series", title: "", members: [{ name: "mean", label: "mean" }] };

const drawing = (
  { kind, axes, places, colour, rows }: ChartChoice,
  measure: Quantity,
  guides: readonly OrderGuide[],
): readonly Part[] => {
  const series = colour === null ? onlySeries : seriesOf(colour);
  if (kind === "heat") return [heatMap(axes, measure)];
  if (kind === "dots") return [meanBars(places === null ? onlySeries : seriesOf(places), measure, series)];
  const [axis] = axes as readonly [NumericAxis];
  const across: Quantity = {
    column: axis.column,
    title: axisLabel(axis).join(", "),
    scale: axis.scale,
    zero: false,
    ...(axis.scale === "log" && logTicks(axis.values)),
    ...(axis.values.every(Number.isInteger) && { tickMinStep: 1 }),
  };
  return [
    ...guideLayers(guides, across, measure, series),
    meanBand(across, measure, series, { point: axis.values.length <= mostDots }),
    ...endMarks(rows, across, measure, series),
  ];
};

const heatMap = ([across, upward]: readonly NumericAxis[], measure: Quantity): Part => {
  const side = (axis: NumericAxis, sort: "ascending" | "descending") => ({
    field: path(axis.column),
    type: "ordinal",
    sort,
    title: axisLabel(axis),
    axis: { labelExpr: "format(datum.value, '.3~g')", labelAngle: 0, labelOverlap: true, ticks: false },
  });
  const logarithmic = measure.scale === "log";
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
        scale: logarithmic ? { scheme: "viridis", type: "log" } : { scheme: "viridis", zero: false },
        legend: { format: "~g", gradientLength: 300, titleOrient: "top", titleLimit: 400 },
      },
    },
  };
};

/** Columns of an experiment's own whose values are ways to one quantity; others, as metrics, are other quantities. */
const ways = ["inference", "algorithm", "estimator", "precision"];

/** A panel for each combination; all have the same axes where they show the same quantity. */
const inPanels = (
  choice: ChartChoice,
  measure: Quantity,
  shown: readonly (readonly string[])[],
  guides: readonly OrderGuide[],
): Part => {
  const { panels } = choice;
  const columns = Math.min(shown.length, shown.length > 9 ? 4 : shown.length === 4 ? 2 : 3);
  const size = columns === 2 ? { width: 360, height: 270 } : { width: 270, height: 210 };
  const several = panels.some(
    ({ swept, columns: names }) => !swept && !names.some((name) => ways.includes(name)),
  );
  return {
    concat: shown.map((texts) => ({
      ...size,
      title: { text: texts.join(", "), fontSize: 15, offset: 8 },
      transform: panels.map((panel, at) => ({
        filter: `${panelText(panel)} === ${JSON.stringify(texts[at])}`,
      })),
      layer: drawing(
        choice,
        measure,
        guides.filter(({ panel }) => panel.join("\0") === texts.join("\0")),
      ),
    })),
    columns,
    resolve: { scale: { x: "shared", y: several ? "independent" : "shared", color: "shared" } },
  };
};

const distinctPanels = (rows: Rows, panels: readonly Category[]): readonly (readonly string[])[] => {
  const texts = rows.map((row) =>
    panels.map((panel) => categoryText(panel, categoryValue(row, panel.columns))),
  );
  return [...new Map(texts.map((each) => [each.join("\0"), each])).values()];
};

/** `categoryText` of a row, as a Vega expression. */
const panelText = (panel: Category): string => {
  const value = datum(categoryField(panel));
  const missing = JSON.stringify(categoryText(panel, null));
  const prefix = JSON.stringify(categoryText(panel, null).slice(0, -valueText(null).length));
  return `(isValid(${value}) ? ${prefix} + toString(${value}) : ${missing})`;
};

const seriesOf = (category: Category): Series => {
  return {
    column: categoryField(category),
    title: category.swept || category.values.some(isNumeric) ? fieldInWords(category.columns[0]) : "",
    // Vega's toString names a missing value so.
    members: category.values.map((value) => ({ name: String(value), label: valueText(value) })),
  };
};

const datum = (column: string) => `datum[${JSON.stringify(column)}]`;
