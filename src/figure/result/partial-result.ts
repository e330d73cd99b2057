import { existsSync, rmdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { csvLines } from "../../report/result/csv.ts";
import { makeManifest, makeRunRecord, manifestText, type Run } from "../../report/result/manifest.ts";
import {
  type Files,
  inBlocks,
  manifestFile,
  runFile,
  type Turn,
  writeResultFolder,
} from "../../report/result/result-folder.ts";
import { csvFiles, fileStem } from "../../report/result/table.ts";
import type { FailedCell } from "../../run/executor/executor.ts";
import { systemCode } from "../../run/store/storage-error.ts";
import type { Figure } from "../plan/figure.ts";
import { chooseFolder } from "../plan/result-target.ts";
import type { FigureTable } from "./figure-tables.ts";

const failuresFile = "failures.json";

/** Writes the finished rows of a figure that isn't whole, and why it isn't; its own folder stays as it was. */
export const writePartial = async (
  out: string,
  figure: Figure,
  tables: readonly FigureTable[],
  failed: readonly FailedCell[],
  run: Run,
  turn: Turn,
): Promise<{ readonly folder: string; readonly files: readonly string[] }> => {
  const { folder } = chooseFolder(out, figure, ".partial");
  const csvNames = csvFiles(fileStem(figure.name), tables);
  const failures = failed.map(({ entry, message, log }) => ({ ...entry.cell, message, log }));
  const files: Files = {
    ...Object.fromEntries(
      tables.map(({ columns, rows }, index) => [csvNames[index]!, inBlocks(() => csvLines(columns, rows))]),
    ),
    "config.yaml": figure.yaml,
    [failuresFile]: `${JSON.stringify(failures, null, 2)}\n`,
    [runFile]: manifestText(makeRunRecord(run)),
    [manifestFile]: manifestText(makeManifest(run, {})),
  };
  await writeResultFolder(folder, files, turn);
  return { folder, files: Object.keys(files) };
};

/** Removes what `writePartial` wrote into the folder, whose rows are all in the whole result now; nothing else. */
export const removePartial = (out: string, figure: Figure): void => {
  const { folder } = chooseFolder(out, figure, ".partial");
  if (!existsSync(join(folder, failuresFile))) return;
  const csvs = csvFiles(fileStem(figure.name), figure.experiment.tables(figure.config));
  for (const name of [...csvs, "config.yaml", runFile, manifestFile, failuresFile]) {
    const path = join(folder, name);
    if (existsSync(path)) unlinkSync(path);
  }
  try {
    rmdirSync(folder);
  } catch (error) {
    if (systemCode(error) !== "ENOTEMPTY") throw error;
  }
};
