import { hashOf } from "../../config/canonical.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Row } from "../../rows/row.ts";
import { withColumnTypes } from "../chart/chart-data.ts";
import { thinned, thinnedChart, thinningOf } from "../chart/thinned.ts";
import { sha256 } from "./checksum.ts";
import { csvText } from "./csv.ts";
import type { DrawnBefore } from "./drawn-before.ts";
import { type Drawing, makeManifest, makeRunRecord, manifestText, type Run } from "./manifest.ts";
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
  /** Fingerprint of what draws (`drawingOf`). */
  readonly drawing: string;
  readonly drawnBefore: DrawnBefore;
}

/** A result folder's files, what the pictures among them were drawn from, and why a chart is not among them; null when all are. */
export interface Report {
  readonly files: Files;
  readonly drawings: Readonly<Record<string, Drawing>>;
  readonly undrawn: string | null;
}

/**
 * The files of a result folder: CSVs, chart (specification, SVG, PNG), config, run and manifest, in this order. A chart that can't
 * be drawn keeps nothing else back: the numbers and its specification are there without it. A picture that has been drawn before from
 * the same specification and data, by the same program, is not drawn again.
 */
export const reportFiles = async (content: ReportContent): Promise<Report> => {
  const { name, tables, chart, moreCharts = {}, more = {}, config, run, drawing, drawnBefore } = content;
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
  const read = { ...csv, ...Object.fromEntries(fewer) };
  const csvChecksums = checksumsOf(csv);
  const all = await Promise.all(
    Object.entries({ [stem]: chart, ...moreCharts }).map(([own, make]) =>
      drawn(
        own,
        () => withColumnTypes(thinnedChart(make(), thinnings), Object.fromEntries(named)),
        async (specification, text) => {
          // A thinned CSV is made of the whole one, as the specification says.
          const from = hashOf({ specification: text, csv: csvChecksums, drawing });
          const pictures = drawnBefore(own, from) ?? (await drawnNow(own, specification, read));
          return { pictures, drawing: { from, files: checksumsOf(pictures) } };
        },
      ),
    ),
  );
  const others: Files = {
    ...more,
    ...Object.assign({}, ...all.map(({ files }) => files)),
    "config.yaml": config,
  };
  const drawings = Object.fromEntries(
    all.flatMap(({ stem: own, drawing: made }) => (made === null ? [] : [[own, made]])),
  );
  return {
    files: {
      ...csv,
      ...others,
      [runFile]: manifestText(makeRunRecord(run, drawings)),
      [manifestFile]: manifestText(makeManifest(run, { ...csvChecksums, ...checksumsOf(others) })),
    },
    drawings,
    undrawn: all.find(({ undrawn }) => undrawn !== null)?.undrawn ?? null,
  };
};

const checksumsOf = (files: Files): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([file, content]) => [file, sha256(content)]));

/** What draws takes longer to load than a small run takes to compute. */
const drawnNow = async (
  ...chart: Parameters<typeof import("../drawing/pictures.ts").drawPictures>
): Promise<Files> => (await import("../drawing/pictures.ts")).drawPictures(...chart);

interface Drawn {
  readonly stem: string;
  readonly files: Files;
  /** Null where there are no pictures. */
  readonly drawing: Drawing | null;
  readonly undrawn: string | null;
}

/** A chart's files, or why there are no pictures: Vega refuses what we have not foreseen, and `renderSvg` what Vega warns of. */
const drawn = async (
  stem: string,
  specified: () => ChartSpecification,
  draw: (
    specification: ChartSpecification,
    text: string,
  ) => Promise<{ readonly pictures: Files; readonly drawing: Drawing }>,
): Promise<Drawn> => {
  const files: Record<string, string> = {};
  try {
    const specification = specified();
    const text = `${JSON.stringify(specification, null, 2)}\n`;
    files[`${stem}.vl.json`] = text;
    const { pictures, drawing } = await draw(specification, text);
    return { stem, files: { ...files, ...pictures }, drawing, undrawn: null };
  } catch (error) {
    return { stem, files, drawing: null, undrawn: error instanceof Error ? error.message : String(error) };
  }
};
