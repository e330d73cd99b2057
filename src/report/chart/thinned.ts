import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows } from "../../rows/rows.ts";
import { isRecord, mapRecords } from "./specification.ts";

/** Rows of a table that a chart draws at most, about. */
export const mostDrawn = 50_000;

/** Which rows of a large table a chart draws: those whose `column` is first, first + every, … and last; and those that have no number there. */
export interface Thinning {
  readonly column: string;
  readonly first: number;
  readonly last: number;
  readonly every: number;
}

/**
 * How a table is thinned for its chart; null where it needs none, or where nothing can be left out. Values of one key are left
 * out (of the steps, of the seeds), with all their rows: means and deviations over the other keys stay those of whole groups.
 * It is the key of whole numbers that has the most values.
 */
export const thinningOf = (
  rows: Rows,
  keys: readonly string[],
  most: number = mostDrawn,
): Thinning | null => {
  if (rows.length <= most) return null;
  let found: Thinning | null = null;
  let mostValues = 2;
  for (const column of keys) {
    const values = new Set<number>();
    let whole = true;
    rows.forEach((row) => {
      const value = row[column];
      if (typeof value !== "number") return;
      values.add(value);
      whole &&= Number.isInteger(value);
    });
    if (!whole || values.size <= mostValues) continue;
    mostValues = values.size;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) [first, last] = [Math.min(first, value), Math.max(last, value)];
    const spacing = Math.max(1, Math.floor((last - first) / (values.size - 1)));
    found = { column, first, last, every: spacing * Math.ceil(rows.length / most) };
  }
  return found;
};

/** The rows that are drawn. */
export const thinned = (rows: Rows, { column, first, last, every }: Thinning): Rows =>
  rows.filter((row) => {
    const value = row[column];
    return typeof value !== "number" || (value - first) % every === 0 || value === last;
  });

/**
 * A chart that draws the thinned tables, by the names of their files, and says so below its title: it reads the whole file and leaves rows
 * out by itself.
 */
export const thinnedChart = (
  chart: ChartSpecification,
  thinnings: ReadonlyMap<string, Thinning>,
): ChartSpecification => {
  if (thinnings.size === 0) return chart;
  const sentences = [...thinnings].map(
    ([file, { column, every }]) =>
      `Drawn of ${file}: one ${column.replaceAll("_", " ")} in ${every.toLocaleString("en")}; the file has all rows.`,
  );
  const { title } = chart;
  const { subtitle, ...head } = isRecord(title) ? title : { text: title };
  const above = Array.isArray(subtitle) ? subtitle : subtitle === undefined ? [] : [subtitle];
  return {
    ...(filtered(chart, thinnings) as ChartSpecification),
    description: [chart.description, ...sentences].join(" "),
    title: { ...head, subtitle: [...above, ...sentences] },
  };
};

const filtered = (chart: ChartSpecification, thinnings: ReadonlyMap<string, Thinning>): unknown =>
  mapRecords(chart, (part) => {
    const { data, transform } = part;
    const thinning = isRecord(data) && typeof data.url === "string" ? thinnings.get(data.url) : undefined;
    if (thinning === undefined) return part;
    const transforms = Array.isArray(transform) ? transform : [];
    return { ...part, transform: [{ filter: condition(thinning) }, ...transforms] };
  });

const condition = ({ column, first, last, every }: Thinning): string => {
  const value = `datum[${JSON.stringify(column)}]`;
  return `!isNumber(${value}) || (${value} - ${first}) % ${every} === 0 || ${value} === ${last}`;
};
