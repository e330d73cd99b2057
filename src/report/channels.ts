import type { ChartSpecification } from "../rows/chart.ts";
import { seriesColour } from "./theme.ts";

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
}

/** A position along an axis. `field` names a transformed column in place of the quantity's own. */
export function position(quantity: Quantity, field = quantity.column): Part {
  return { field: path(field), ...axisOf(quantity) };
}

/** An axis with its scale, for a position that comes from no field. */
export function axisOf({
  title,
  scale = "linear",
  domain,
  zero = true,
  format,
  tickCount,
  tickMinStep,
}: Quantity): Part {
  const axis = {
    ...(format && { format }),
    ...(tickCount && { tickCount }),
    ...(tickMinStep && { tickMinStep }),
  };
  return {
    type: "quantitative",
    title: title || null,
    scale: {
      type: scale,
      ...(domain ? { domain, nice: false } : {}),
      ...(scale === "linear" && !domain ? { zero } : {}),
    },
    ...(Object.keys(axis).length > 0 ? { axis } : {}),
  };
}

/** The colour of each member, the same in every figure, and the legend. */
export function colour({ column, title, members }: Series): Part {
  const names = members.map(({ name }) => name);
  const unnamed = names.filter((name) => seriesColour(name, 0) !== seriesColour(name, 1));
  return {
    field: path(column),
    type: "nominal",
    title: title || null,
    scale: { domain: names, range: names.map((name) => seriesColour(name, unnamed.indexOf(name))) },
    legend: { labelExpr: labelExpression(members) },
  };
}

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
