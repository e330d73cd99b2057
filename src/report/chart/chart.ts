import type { ChartSpecification } from "../../rows/chart.ts";
import { asText, axisOf, colour, type Part, path, position, type Quantity, type Series } from "./channels.ts";
import { referenceColour, theme } from "./theme.ts";

export interface FigureText {
  /** The stem of the CSV files. */
  readonly name: string;
  readonly title: string;
  /** The settings in words, a line each. */
  readonly subtitle: readonly string[];
  /** What is drawn, for a person who can't see it; ends up in the SVG, before what was found. */
  readonly description: string;
  /** What is to be seen, in sentences made of the numbers: part of the description, and the caption. */
  readonly found?: readonly string[];
  /** What the axes are measured in. */
  readonly units?: string;
}

/** A whole chart: the text and the theme around layers or panels, with the main CSV as its data. */
export const figure = (
  { name, title, subtitle, description, found = [], units = "All quantities are dimensionless." }: FigureText,
  body: Part,
): ChartSpecification => {
  const caption = [...found, units].join(" ");
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: `${description} ${caption}`,
    usermeta: { caption, hasFound: found.length > 0 },
    title: { text: title, subtitle },
    data: { url: `${name}.csv` },
    ...body,
    config: theme,
  };
};

/**
 * The mean of `y` over the seeds as a line, with a band of one (sample) standard deviation to both sides.
 *
 * On a logarithmic axis the band ends at the smallest positive observation where mean − sd is below it, and
 * points whose mean is not positive are left out, since such an axis has no place for them.
 */
export const meanBand = (x: Quantity, y: Quantity, series: Series, look: Part = {}): Part => {
  return {
    transform: [...namesAsText(series), ...meanAndDeviation(x, y, [series.column])],
    layer: [
      {
        mark: { type: "area", clip: y.domain !== undefined },
        encoding: {
          x: position(x),
          y: position(y, "low"),
          y2: { field: "high" },
          color: colour(series),
        },
      },
      meanMark(x, y, series, { type: "line", ...look }),
    ],
  };
};

/** The mean of `y` over the seeds as dots, for values that leap by powers of ten from one x to the next. */
export const meanDots = (x: Quantity, y: Quantity, series: Series): Part => {
  return {
    transform: [...namesAsText(series), ...meanAndDeviation(x, y, [series.column])],
    ...meanMark(x, y, series, { type: "point", size: 9 }),
  };
};

/**
 * The mean of `y` over the seeds as a dot with a bar of one standard deviation to both sides, above each of the names
 * in `place`'s column, members beside each other; see `meanBand` for logarithmic axes.
 */
export const meanBars = (place: Series, y: Quantity, series: Series): Part => {
  const names = place.members.map(({ name }) => name);
  const shared = {
    x: {
      field: path(place.column),
      type: "nominal",
      sort: names,
      title: place.title || null,
      axis: { labelAngle: 0, labelOverlap: true },
    },
    xOffset: { field: path(series.column), type: "nominal", sort: series.members.map(({ name }) => name) },
    color: colour(series),
  };
  const across: Quantity = { column: place.column, title: place.title };
  return {
    transform: [
      ...namesAsText(place),
      ...namesAsText(series),
      ...meanAndDeviation(across, y, [series.column]),
    ],
    layer: [
      { mark: { type: "rule" }, encoding: { ...shared, y: position(y, "low"), y2: { field: "high" } } },
      { mark: { type: "point", size: 90 }, encoding: { ...shared, y: position(y, "mean") } },
    ],
  };
};

/** The mean of `y` over all its rows as a level line across the panel, one for each member. */
export const meanRule = (y: Quantity, series: Series, look: Part = {}): Part => {
  return {
    transform: [
      ...namesAsText(series),
      { aggregate: [{ op: "mean", field: path(y.column), as: "mean" }], groupby: [path(series.column)] },
    ],
    mark: { type: "rule", ...look },
    encoding: { y: position(y, "mean"), color: colour(series) },
  };
};

/** A line of one colour for each value of `each` (a seed), with a dot at each observation, in the order of `along`. */
export const individualLines = (
  x: Quantity,
  y: Quantity,
  each: string,
  along: string,
  colourOfAll: string,
): Part => {
  return {
    mark: { type: "line", point: { color: colourOfAll, size: 30 }, color: colourOfAll, strokeWidth: 1.5 },
    encoding: {
      x: position(x),
      y: position(y),
      detail: { field: path(each), type: "nominal" },
      order: { field: path(along), type: "quantitative" },
    },
  };
};

/** A dotted level line at a value that is not data, with its name right of the frame, where no data can be. */
export const referenceLine = (y: Quantity, value: number, label: string): Part => {
  return {
    data: { values: [{}] },
    encoding: { y: { ...axisOf(y), datum: value } },
    layer: [
      { mark: { type: "rule", strokeDash: [2, 4], color: referenceColour } },
      { mark: { type: "text", align: "left", x: "width", dx: 6, text: label, color: referenceColour } },
    ],
  };
};

/** Parts that see the rows alone whose columns have these values, compared as text. */
export const where = (values: Readonly<Record<string, string>>, ...parts: readonly Part[]): Part => {
  return {
    transform: Object.entries(values).map(([column, value]) => ({
      filter: `${asText(column)} === ${JSON.stringify(value)}`,
    })),
    layer: parts,
  };
};

/** Mean, low and high over the seeds for each x and each member of the groups; see `meanBand`. */
const meanAndDeviation = (x: Quantity, y: Quantity, groups: readonly string[]): readonly Part[] => {
  const logarithmic = y.scale === "log";
  const value = `datum[${JSON.stringify(y.column)}]`;
  return [
    { calculate: `${value} > 0 ? ${value} : null`, as: "positive" },
    {
      aggregate: [
        { op: "mean", field: path(y.column), as: "mean" },
        { op: "stdev", field: path(y.column), as: "sd" },
        { op: "min", field: "positive", as: "least" },
      ],
      groupby: [x.column, ...groups].map(path),
    },
    { filter: logarithmic ? "datum.mean > 0" : "isValid(datum.mean)" },
    { calculate: "datum.sd || 0", as: "sd" }, // one seed has no deviation, and its band no width
    {
      calculate: logarithmic ? "max(datum.mean - datum.sd, datum.least)" : "datum.mean - datum.sd",
      as: "low",
    },
    { calculate: "datum.mean + datum.sd", as: "high" },
  ];
};

const meanMark = (x: Quantity, y: Quantity, series: Series, mark: Part): Part => {
  return {
    mark: { clip: y.domain !== undefined, ...mark },
    encoding: {
      x: position(x),
      y: position(y, "mean"),
      color: colour(series),
      tooltip: meanTooltip(x, y, series),
    },
  };
};

/** What a mean stands for, in a viewer that shows it: whose it is, where, the mean and its deviation. */
const meanTooltip = (x: Quantity, y: Quantity, series: Series): readonly Part[] => [
  ...(series.members.length > 1
    ? [{ field: path(series.column), type: "nominal", title: series.column }]
    : []),
  { field: path(x.column), type: "quantitative", title: shortName(x), format: numberFormat },
  { field: "mean", type: "quantitative", title: `mean ${shortName(y)}`, format: numberFormat },
  { field: "sd", type: "quantitative", title: "± 1 sd", format: numberFormat },
];

const numberFormat = ".4~g";

/** `λ`, or the column in words. */
const shortName = ({ column }: Quantity): string => (column === "lambda" ? "λ" : column.replaceAll("_", " "));

/** Keeps the members' rows. Names such as layer numbers become text, so that they meet the scale's domain. */
const namesAsText = ({ column, members }: Series): readonly Part[] => {
  return [
    { calculate: asText(column), as: column },
    { filter: { field: path(column), oneOf: members.map(({ name }) => name) } },
  ];
};
