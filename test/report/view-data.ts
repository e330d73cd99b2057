import { parse, type Spec, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { withColumnTypes } from "../../src/report/chart/chart-data.ts";
import { csvText } from "../../src/report/result/csv.ts";
import type { ChartSpecification } from "../../src/rows/chart.ts";
import type { Row } from "../../src/rows/row.ts";

/** A chart run on rows as Vega runs it: all data sets that its marks are drawn from, and its scales' domains. */
export const runChart = async (chart: ChartSpecification, name: string, rows: readonly Row[]) => {
  const columns = Object.keys(rows[0]!);
  const file = `${name}.csv`;
  const typed = withColumnTypes(chart, { [file]: { columns, rows } });
  const spec: Spec = compile(typed as unknown as TopLevelSpec).spec;
  const refuse = () => Promise.reject(new Error("only the CSV is read"));
  const loader = { load: async () => csvText(columns, rows), sanitize: refuse, http: refuse, file: refuse };
  const view = new View(parse(spec), { renderer: "none", loader });
  await view.runAsync();
  const data = (spec.data ?? []).map(
    (source) => view.data(source.name) as readonly Readonly<Record<string, unknown>>[],
  );
  return { data, domain: (scale: string) => view.scale(scale).domain() as readonly unknown[] };
};
