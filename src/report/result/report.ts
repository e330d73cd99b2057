import type { ChartSpecification } from "../../rows/chart.ts";
import type { Row } from "../../rows/row.ts";
import { withColumnTypes } from "../chart/chart-data.ts";
import { thinned, thinnedChart, thinningOf } from "../chart/thinned.ts";
import { renderPng, renderSvg } from "../drawing/render.ts";
import { sha256 } from "./checksum.ts";
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
  readonly chart: () => ChartSpecification;
  /** Further charts, by the stems of their files. */
  readonly moreCharts?: Readonly<Record<string, () => ChartSpecification>>;
  /** Files besides these, such as the main table in another format. */
  readonly more?: Files;
  /** The resolved config as YAML. */
  readonly config: string;
  readonly run: Run;
}

/** A result folder's files, and why a chart is not among them; null when all are. */
export interface Report {
  readonly files: Files;
  readonly undrawn: string | null;
}

/**
 * The files of a result folder: CSVs, chart (specification, SVG, PNG), config, run and manifest, in this order. A chart that can't
 * be drawn keeps nothing else back: the numbers and its specification are there without it.
 */
export const reportFiles = async (content: ReportContent): Promise<Report> => {
  const { name, tables, chart, moreCharts = {}, more = {}, config, run } = content;
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
  // What the chart would leave out by itself need not be read first.
  const fewer = named.flatMap(([file, { columns, rows }]) => {
    const thinning = thinnings.get(file);
    return thinning === undefined ? [] : [[file, csvText(columns, thinned(rows, thinning))] as const];
  });
  const all = await Promise.all(
    Object.entries({ [stem]: chart, ...moreCharts }).map(([own, make]) =>
      drawn(own, () => withColumnTypes(thinnedChart(make(), thinnings), Object.fromEntries(named)), {
        ...csv,
        ...Object.fromEntries(fewer),
      }),
    ),
  );
  const files: Files = {
    ...csv,
    ...more,
    ...Object.assign({}, ...all.map(({ pictures }) => pictures)),
    "config.yaml": config,
  };
  const checksums = Object.fromEntries(
    Object.entries(files).map(([file, content]) => [file, sha256(content)]),
  );
  return {
    files: {
      ...files,
      [runFile]: manifestText(makeRunRecord(run)),
      [manifestFile]: manifestText(makeManifest(run, checksums)),
    },
    undrawn: all.find(({ undrawn }) => undrawn !== null)?.undrawn ?? null,
  };
};

/** The pictures, or why there are none: Vega refuses what we have not foreseen, and `renderSvg` what Vega warns of. */
const drawn = async (
  stem: string,
  specified: () => ChartSpecification,
  csv: Readonly<Record<string, string>>,
): Promise<{ readonly pictures: Files; readonly undrawn: string | null }> => {
  const pictures: Record<string, string | Uint8Array> = {};
  try {
    const specification = specified();
    pictures[`${stem}.vl.json`] = `${JSON.stringify(specification, null, 2)}\n`;
    const svg = await renderSvg(specification, csv);
    const png = renderPng(svg);
    return { pictures: { ...pictures, [`${stem}.svg`]: `${svg}\n`, [`${stem}.png`]: png }, undrawn: null };
  } catch (error) {
    return { pictures, undrawn: error instanceof Error ? error.message : String(error) };
  }
};
