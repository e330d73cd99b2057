import { hashOf } from "../../config/canonical.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows } from "../../rows/rows.ts";
import { withColumnTypes } from "../chart/chart-data.ts";
import { thinned, thinnedChart, thinningOf } from "../chart/thinned.ts";
import type { DrawPictures } from "../drawing/pictures.ts";
import { csvLines, csvText } from "./csv.ts";
import type { DrawnBefore } from "./drawn-before.ts";
import { type Drawing, makeManifest, makeRunRecord, manifestText, type Run } from "./manifest.ts";
import {
  type Content,
  inBlocks,
  manifestFile,
  type Put,
  type PutFile,
  runFile,
  type SmallFiles,
} from "./result-folder.ts";
import { csvFiles, fileStem } from "./table.ts";

/** All that a result folder is made of. */
export interface ReportContent {
  /** The folder's name, `fig3a` or `smoke/fig3a`; its last part is the stem of the files. */
  readonly name: string;
  /** The first is the main table, which the chart draws. */
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly rows: Rows;
    /** The columns that say what was observed: a chart of a large table leaves out values of one of them. */
    readonly keys?: readonly string[];
  }[];
  readonly chart: () => ChartSpecification;
  /** Further charts, by the stems of their files. */
  readonly moreCharts?: Readonly<Record<string, () => ChartSpecification>>;
  /** Files besides these, such as the main table in another format. */
  readonly more?: MoreFiles;
  /** The resolved config as YAML. */
  readonly config: string;
  readonly run: Run;
  /** Fingerprint of what draws (`drawingOf`). */
  readonly drawing: string;
  readonly draw: DrawPictures;
  readonly drawnBefore: DrawnBefore;
}

/** Files one by one: each is written before the next is made. */
export type MoreFiles =
  | Iterable<readonly [name: string, content: Content]>
  | AsyncIterable<readonly [name: string, content: Content]>;

/** A result folder's files that were put, what the pictures among them were drawn from, and why a chart is not among them; null when all are. */
export interface Report {
  readonly files: Readonly<Record<string, PutFile>>;
  readonly drawings: Readonly<Record<string, Drawing>>;
  readonly undrawn: string | null;
}

/**
 * Puts the files of a result folder: CSVs, chart (specification, SVG, PNG), config, manifest. A chart that can't
 * be drawn keeps nothing else back: the numbers and its specification are there without it. A picture that has been drawn before from
 * the same specification and data, by the same program, is not drawn again. `putRunRecord` makes the folder whole.
 */
export const putReport = async (content: ReportContent, put: Put): Promise<Report> => {
  const {
    name,
    tables,
    chart,
    moreCharts = {},
    more = [],
    config,
    run,
    drawing,
    draw,
    drawnBefore,
  } = content;
  const stem = fileStem(name);
  const csvNames = csvFiles(stem, tables);
  const named = tables.map((table, index) => [csvNames[index]!, table] as const);
  const files: Record<string, PutFile> = {};
  for (const [file, { columns, rows }] of named)
    files[file] = await put(
      file,
      inBlocks(() => csvLines(columns, rows)),
    );
  const csvChecksums = checksumsOf(files);
  for await (const [file, own] of more) files[file] = await put(file, own);

  const thinnings = new Map(
    named.flatMap(([file, { rows, keys = [] }]) => {
      const thinning = thinningOf(rows, keys);
      return thinning === null ? [] : [[file, thinning] as const];
    }),
  );
  /** The CSVs as Vega reads them; what the chart would leave out by itself need not be read first. */
  const read = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      named.map(([file, { columns, rows }]) => {
        const thinning = thinnings.get(file);
        const shown = thinning === undefined ? rows : thinned(rows, thinning);
        return [file, csvText(columns, shown)];
      }),
    );
  const drawings: Record<string, Drawing> = {};
  let undrawn: string | null = null;
  for (const [own, make] of Object.entries({ [stem]: chart, ...moreCharts })) {
    const specified = () => withColumnTypes(thinnedChart(make(), thinnings), Object.fromEntries(named));
    const drawn = await chartFiles(own, specified, async (specification, text) => {
      // A thinned CSV is made of the whole one, as the specification says.
      const from = hashOf({ specification: text, csv: csvChecksums, drawing });
      return { from, pictures: drawnBefore(own, from) ?? (await draw(own, specification, read())) };
    });
    const made: Record<string, PutFile> = {};
    for (const [file, picture] of Object.entries(drawn.files)) made[file] = await put(file, picture);
    Object.assign(files, made);
    undrawn ??= drawn.undrawn;
    if (drawn.from === null) continue;
    const { [`${own}.vl.json`]: _, ...pictures } = made;
    drawings[own] = { from: drawn.from, files: checksumsOf(pictures) };
  }
  files["config.yaml"] = await put("config.yaml", config);
  files[manifestFile] = await put(manifestFile, manifestText(makeManifest(run, checksumsOf(files))));
  return { files, drawings, undrawn };
};

/** Puts what a folder says of the run that writes it. */
export const putRunRecord = (run: Run, { drawings }: Report, put: Put): Promise<PutFile> =>
  put(runFile, manifestText(makeRunRecord(run, drawings)));

/** The names of a report's files, with the run's, the manifest last. */
export const reportNames = ({ files }: Report): readonly string[] => [
  ...Object.keys(files).filter((name) => name !== manifestFile),
  runFile,
  manifestFile,
];

const checksumsOf = (files: Readonly<Record<string, PutFile>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([file, { checksum }]) => [file, checksum]));

/** A chart's files, and the fingerprint of what its pictures were drawn from; null where there are none, and why. */
interface Drawn {
  readonly files: SmallFiles;
  readonly from: string | null;
  readonly undrawn: string | null;
}

/** A chart's files, or why there are no pictures: Vega refuses what we have not foreseen, and `drawPictures` what it warns of. */
const chartFiles = async (
  stem: string,
  specified: () => ChartSpecification,
  draw: (
    specification: ChartSpecification,
    text: string,
  ) => Promise<{ readonly from: string; readonly pictures: SmallFiles }>,
): Promise<Drawn> => {
  const files: Record<string, string> = {};
  try {
    const specification = specified();
    const text = `${JSON.stringify(specification, null, 2)}\n`;
    files[`${stem}.vl.json`] = text;
    const { from, pictures } = await draw(specification, text);
    return { files: { ...files, ...pictures }, from, undrawn: null };
  } catch (error) {
    return { files, from: null, undrawn: error instanceof Error ? error.message : String(error) };
  }
};
