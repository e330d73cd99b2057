import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { exitCode, UserError } from "../../errors.ts";
import { type CsvTable, parseCsv, readCsvText } from "../../report/result/csv.ts";
import type { Manifest, RunRecord } from "../../report/result/manifest.ts";
import { readManifest, readRunRecord } from "../../report/result/result-folder.ts";
import { csvFiles, fileStem } from "../../report/result/table.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Row } from "../../rows/row.ts";
import type { Column } from "../../rows/table.ts";
import { knownExperiments } from "../configs/known-experiments.ts";
import { readingConfigsOnce } from "../configs/read-config.ts";
import { type ResolvedConfig, resolveConfig } from "../configs/resolved-config.ts";
import { resolveSweep } from "../configs/sweep-grid.ts";

/** A result folder, read back: what it was made from, and what it holds. */
export interface ReadResult {
  /** `fig3a`, `smoke/fig3a` */
  readonly name: string;
  readonly folder: string;
  readonly resolved: ResolvedConfig;
  readonly isSweep: boolean;
  /** The text of `config.yaml`. */
  readonly config: string;
  readonly chart: ChartSpecification;
  readonly manifest: Manifest;
  /** The run that wrote it; null where nobody knows. */
  readonly run: RunRecord | null;
  readonly tables: readonly ReadTable[];
}

export interface ReadTable {
  readonly file: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly csv: string;
  readonly rows: readonly Row[];
}

/** Whether a folder is the result of an experiment: the verdicts' own is not. */
export const isResult = (folder: string): boolean =>
  existsSync(join(folder, "config.yaml")) &&
  existsSync(join(folder, "manifest.json")) &&
  readManifest(folder)?.experiment !== "verify";

/** The names of the results in a folder, those of the paper's figures first. */
export const resultNames = (out: string): string[] => {
  if (!isFolder(out)) return [];
  const inside = readdirSync(out, { recursive: true })
    .map((path) => String(path).replaceAll("\\", "/"))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")))
    .filter((name) => isFolder(join(out, name)) && isResult(join(out, name)));
  const rank = (name: string) => (/^fig\d\w$/.test(name) ? 0 : 1);
  return inside.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
};

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** Reads a result. Throws `UserError` where it is not whole. */
export const readResult = async (folder: string, name: string): Promise<ReadResult> => {
  const file = join(folder, "config.yaml");
  const stem = fileStem(name);
  const manifest = isResult(folder) ? readManifest(folder) : null;
  const chartFile = join(folder, `${stem}.vl.json`);
  if (manifest === null || !existsSync(chartFile)) {
    throw new UserError(
      exitCode.usage,
      `expected a result folder with ${stem}.vl.json, config.yaml and manifest.json, found ${folder} without; make it again with \`ebm run\` or \`ebm sweep\``,
    );
  }
  const read = readingConfigsOnce();
  const isSweep = Object.hasOwn(read(file).data, "sweep");
  const known = await knownExperiments([{ file }], [], read);
  const resolved = isSweep
    ? resolveSweep({ name, file }, { name }, known, read)
    : resolveConfig({ name, file }, [], known, read);
  const wanted = resolved.experiment.tables(resolved.config);
  const csvNames = csvFiles(stem, wanted);
  const tables = wanted.flatMap(({ name: table, columns }, index) => {
    const csvFile = csvNames[index]!;
    const path = join(folder, csvFile);
    if (!existsSync(path)) return [];
    const csv = readCsvText(path);
    const parsed: CsvTable = parseCsv(csv, path);
    return [{ file: csvFile, name: table, columns, csv, rows: parsed.rows }];
  });
  return {
    name,
    folder,
    resolved,
    isSweep,
    config: readFileSync(file, "utf8"),
    chart: JSON.parse(readFileSync(chartFile, "utf8")),
    manifest,
    run: readRunRecord(folder),
    tables,
  };
};
