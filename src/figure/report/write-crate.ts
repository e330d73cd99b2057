import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../report/result/checksum.ts";
import { type Crate, type CrateFile, crateFile, crateMetadata } from "../../report/result/crate.ts";
import { type SmallFiles, writeResultFolder } from "../../report/result/result-folder.ts";
import { columnsInRuns } from "../../rows/columns-in-runs.ts";
import { wallClock } from "../result/provenance.ts";
import { findResults } from "./find-results.ts";
import type { ReadResult } from "./read-result.ts";
import { reportText } from "./report-results.ts";

export interface CrateRequest {
  readonly names: readonly string[];
  readonly results: string;
  /** The folder that becomes the crate. */
  readonly folder: string;
}

const page = "report.html";

/** Writes results as an RO-Crate: a folder with their files, the report, and what describes each; returns the folder. */
export const writeCrate = async ({ names, results, folder }: CrateRequest): Promise<string> => {
  const found = await findResults(names, results);
  const text = await reportText({ names, results, file: page });
  const own = found.map((result) => ({ result, files: filesOf(result) }));
  const contents: Record<string, string | Uint8Array> = { [page]: text };
  for (const { files } of own) Object.assign(contents, files);
  const described = Object.entries(contents).map(([path, content]) => describedFile(path, content, found));
  const [{ manifest, run }] = found as readonly [ReadResult];
  const crate: Crate = {
    name: `Results of ebm: ${found.map(({ name }) => name).join(", ")}`,
    description: found.map(({ resolved }) => resolved.experiment.question).join(" "),
    published: wallClock().toISOString(),
    files: described,
    software: { version: manifest.version, commit: run?.commit ?? null, node: run?.node ?? null },
    runs: own.map(({ result, files }) => ({
      name: result.name,
      description: result.resolved.experiment.question,
      started: result.run?.timings.started ?? null,
      finished: result.run?.timings.finished ?? null,
      from: Object.keys(files).filter((path) => path.endsWith("/config.yaml")),
      made: Object.keys(files).filter((path) => !path.endsWith("/config.yaml")),
    })),
  };
  for (const path of new Set(Object.keys(contents).map((file) => file.split("/").slice(0, -1).join("/"))))
    await writeResultFolder(join(folder, path), within(contents, path));
  await writeResultFolder(folder, { [crateFile]: crateMetadata(crate) });
  return folder;
};

/** The files of one folder of the crate, by their names in it. */
const within = (contents: SmallFiles, folder: string): SmallFiles =>
  Object.fromEntries(
    Object.entries(contents).flatMap(([path, content]) => {
      const parts = path.split("/");
      return parts.slice(0, -1).join("/") === folder ? [[parts.at(-1)!, content]] : [];
    }),
  );

const filesOf = ({ name, folder }: ReadResult): SmallFiles =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => !file.startsWith(".") && statSync(join(folder, file)).isFile())
      .map((file) => [`${placeOf(name)}/${file}`, readFileSync(join(folder, file))]),
  );

/** Where a result's files are in the crate: its name, or its path as far as it names folders. */
const placeOf = (name: string): string =>
  name
    .split(/[/\\]/)
    .filter((part) => !["", ".", ".."].includes(part))
    .join("/");

const describedFile = (
  path: string,
  content: string | Uint8Array,
  results: readonly ReadResult[],
): CrateFile => ({
  path,
  size: Buffer.byteLength(content),
  sha256: sha256(content),
  description: descriptionOf(path, results),
});

const descriptionOf = (path: string, results: readonly ReadResult[]): string => {
  if (path === page) return "All results of this crate on one page";
  const file = path.split("/").at(-1)!;
  const owner = results.find(({ name }) => path === `${placeOf(name)}/${file}`);
  const table = owner?.tables.find((each) => each.file === file);
  if (table !== undefined)
    return `Table with the columns ${columnsInRuns(table.columns)
      .map(({ name, meaning }) => `${name} (${meaning})`)
      .join("; ")}`;
  if (file === "config.yaml") return "The config as it was resolved";
  if (file === "manifest.json") return "Where the numbers come from: version, checksums, seeds";
  if (file === "run.json") return "The run that wrote them: commit, Node, times";
  if (file.endsWith(".vl.json")) return "The chart as a Vega-Lite specification";
  return file.endsWith(".csv") ? "Table" : `The chart of ${owner?.name ?? path}`;
};
