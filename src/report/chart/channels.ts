import type { ChartSpecification } from "../../rows/chart.ts";
import { gradedColour, seriesColour } from "./theme.ts";

/** A part of a Vega-Lite specification. */
export type Part = ChartSpecification;

/** What an axis measures. */
export interface Quantity {
  /** The column of the CSV. */
  readonly column: string;
  /** The quantity with its unit, or with "(dimensionless)"; empty where another panel's axis says it. */
  readonly title: string;
  readonly scale?: "linear" | "log";
  /** Fixed limits; what lies outside is cut off at the frame. */
  readonly domain?: readonly [number, number];
  /** Whether a linear axis begins at 0; it does unless this is false. */
  readonly zero?: boolean;
  /** Whether an axis ends at round numbers; it does unless this is false, as where that would add an empty decade. */
  readonly nice?: boolean;
  /** Pixels that a linear axis goes on beyond the values, for marks that stand at its end; none unless given. */
  readonly padding?: number;
  /** A d3 number format for the tick labels. */
  readonly format?: string;
  readonly tickCount?: number;
  /** 1 for a count, which has no halves. */
  readonly tickMinStep?: number;
}

/** What tells the lines of a chart apart, and what the legend calls them. */
export interface Series {
  /** The column whose values are the members' names, compared as text. */
  readonly column: string;
  /** The legend's heading; none when empty. */
  readonly title: string;
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly label: string;
  /** In place of that which goes by its name. */
  readonly colour?: string;
}

/** More members than these without a colour of their own are coloured by their place, from dark to light. */
const mostNamedColours = 8;

/** A position along an axis. `field` names a transformed column in place of the quantity's own. */
export const position = (quantity: Quantity, field = quantity.column): Part => {
  return { field: path(field), ...axisOf(quantity) };
};

/** An axis with its scale, for a position that comes from no field. */
export const axisOf = ({
  title,
  scale = "linear",
  domain,
  zero = true,
  nice = true,
  padding,
  format,
  tickCount,
  tickMinStep,
}: Quantity): Part => {
  const axis = {
    ...(scale === "log" && decadeAxis),
    ...(format && { format }),
    ...(tickCount && { tickCount }),
    ...(tickMinStep && { tickMinStep }),
  };
  return {
    type: "quantitative",
    title: title || null,
    scale: {
      type: scale,
      ...(domain ? { domain, nice: false } : nice ? {} : { nice: false }),
      ...(scale === "linear" && !domain ? { zero } : {}),
      ...(padding ? { padding } : {}),
    },
    ...(Object.keys(axis).length > 0 ? { axis } : {}),
  };
};

const exponent = "round(log(datum.value) / LN10)";
const isPower = `abs(log(datum.value) / LN10 - ${exponent}) < 1e-9`;
const digits = JSON.stringify([..."⁰¹²³⁴⁵⁶⁷⁸⁹"]);
const power =
  `(${exponent} < 0 ? '10⁻' : '10') + (abs(${exponent}) > 9 ? ${digits}[floor(abs(${exponent}) / 10)] : '') + ` +
  `${digits}[abs(${exponent}) % 10]`;

/** A logarithmic axis: powers of ten as such, with their lines strong, and the lines between them faint. */
const decadeAxis: Part = {
  labelExpr: `${isPower} && datum.label !== '' && (${exponent} < 0 || ${exponent} > 1) ? ${power} : datum.label`,
  labelSeparation: 6,
  gridOpacity: { condition: { test: isPower, value: 1 }, value: 0.4 },
};

/** The colour of each member, the same in every figure, and the legend. */
export const colour = ({ column, title, members }: Series): Part => {
  const names = members.map(({ name }) => name);
  const chosen = new Map(
    members.flatMap(({ name, colour: own }) => (own === undefined ? [] : [[name, own]])),
  );
  const unnamed = names.filter((name) => seriesColour(name, 0) !== seriesColour(name, 1));
  return {
    field: path(column),
    type: "nominal",
    title: title || null,
    scale: {
      domain: names,
      range:
        names.length - chosen.size > mostNamedColours
          ? names.map((_, at) => gradedColour(at / (names.length - 1)))
          : names.map((name) => chosen.get(name) ?? seriesColour(name, unnamed.indexOf(name))),
    },
    // Vega leaves entries out of a legend of more than thirty.
    legend: {
      labelExpr: labelExpression(members),
      ...(names.length > 30 && { symbolLimit: names.length + 1 }),
    },
  };
};

/** A column's value as text, in a Vega expression. */
export const asText = (column: string) => `toString(datum[${JSON.stringify(column)}])`;

/** A column name as a Vega field: a dot or bracket in it is no access path. */
export const path = (column: string) => column.replace(/[.[\]\\]/g, "\\$&");

const labelled = "[datum.label]";

const labelExpression = (members: readonly Member[]) =>
  `${JSON.stringify(Object.fromEntries(members.map(({ name, label }) => [name, label])))}${labelled}`;

/** The labels that `colour` wrote into a legend's `labelExpr`, by the members' names; none of another expression. */
export const labelsOf = (expression: unknown): Readonly<Record<string, string>> => {
  if (typeof expression !== "string" || !expression.endsWith(labelled)) return {};
  return JSON.parse(expression.slice(0, -labelled.length));
};
