import { createHash } from "node:crypto";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Row } from "../../rows/row.ts";
import { withColumnTypes } from "../chart/chart-data.ts";
import { thinned, thinnedChart, thinningOf } from "../chart/thinned.ts";
import { renderPng, renderSvg } from "../drawing/render.ts";
import { csvText } from "./csv.ts";
import { makeManifest, makeRunRecord, manifestText, type Run } from "./manifest.ts";
import { type Files, manifestFile, runFile } from "./result-folder.ts";
import { csvFiles, fileStem } from "./table.ts";

/** All that a result folder is made of. */
export interface ReportContent {
  /** The folder's name, `fig3a` or `smoke/fig3a`; its last part is the stem of the files. */
  readonly name: string;
  /** The first is the main table, which the chart draws. */
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly rows: readonly Row[];
    /** The columns that say what was observed: a chart of a large table leaves out values of one of them. */
    readonly keys?: readonly string[];
  }[];
  readonly chart: ChartSpecification;
  /** Files besides these, such as the main table in another format. */
  readonly more?: Files;
  /** The resolved config as YAML. */
  readonly config: string;
  readonly run: Run;
}

/** The files of a result folder: CSVs, chart (specification, SVG, PNG), config, run and manifest, in this order. */
export async function reportFiles(content: ReportContent): Promise<Files> {
  const { name, tables, chart, more = {}, config, run } = content;
  const stem = fileStem(name);
  const csvNames = csvFiles(stem, tables);
  const named = tables.map((table, index) => [csvNames[index]!, table] as const);
  const csv = Object.fromEntries(named.map(([file, { columns, rows }]) => [file, csvText(columns, rows)]));
  const thinnings = new Map(
    named.flatMap(([file, { rows, keys = [] }]) => {
      const thinning = thinningOf(rows, keys);
      return thinning === null ? [] : [[file, thinning] as const];
    }),
  );
  const specification = withColumnTypes(thinnedChart(chart, thinnings), Object.fromEntries(named));
  // What the chart would leave out by itself need not be read first.
  const drawn = named.flatMap(([file, { columns, rows }]) => {
    const thinning = thinnings.get(file);
    return thinning === undefined ? [] : [[file, csvText(columns, thinned(rows, thinning))] as const];
  });
  const svg = await renderSvg(specification, { ...csv, ...Object.fromEntries(drawn) });
  const files: Files = {
    ...csv,
    ...more,
    [`${stem}.vl.json`]: `${JSON.stringify(specification, null, 2)}\n`,
    [`${stem}.svg`]: `${svg}\n`,
    [`${stem}.png`]: renderPng(svg),
    "config.yaml": config,
  };
  const checksums = Object.fromEntries(
    Object.entries(files).map(([file, content]) => [file, sha256(content)]),
  );
  return {
    ...files,
    [runFile]: manifestText(makeRunRecord(run)),
    [manifestFile]: manifestText(makeManifest(run, checksums)),
  };
}

const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");
