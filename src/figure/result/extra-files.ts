import { exitCode, UserError } from "../../errors.ts";
import { experimentsWith } from "../../experiments/experiments-with.ts";
import { weightsTable } from "../../experiments/trained-weights.ts";
import type { Files } from "../../report/result/result-folder.ts";
import { fileStem } from "../../report/result/table.ts";
import type { Row } from "../../rows/row.ts";
import { jsonTable, parquetTable, spreadsheetTable } from "../../sweep/formats.ts";
import type { Figure } from "../plan/figure.ts";
import type { FigureTable } from "./figure-tables.ts";

export type TableFormat = "json" | "parquet" | "spreadsheet";

/** What is written of a figure besides the usual files. */
export interface Extras {
  /** The main table in other formats. */
  readonly formats?: readonly TableFormat[];
  /** The trained networks, a file each: `<figure>-pc-nudge-euler-seed0.safetensors`. */
  readonly saveWeights?: boolean;
}

/** Throws `UserError` (usage) for a figure that has no networks to save. */
export const requireExtras = (figures: readonly Figure[], { saveWeights = false }: Extras): void => {
  for (const { name, experiment, config } of figures) {
    if (!saveWeights || "training" in config) continue;
    throw new UserError(
      exitCode.usage,
      `--save-weights: expected an experiment that trains networks, found ${experiment.name} (${name}); leave the flag out, or run one of ${experimentsWith("training").join(", ")}`,
    );
  }
};

/** `rowsOf` reads the rows of one of the cells' own tables. */
export const extraFiles = async (
  name: string,
  { formats = [], saveWeights = false }: Extras,
  [main]: readonly FigureTable[],
  rowsOf: (source: string) => readonly Row[],
): Promise<Files> => {
  const tables: Record<string, string | Uint8Array> = {};
  const stem = fileStem(name);
  if (formats.includes("json")) tables[`${stem}.json`] = jsonTable(main!);
  if (formats.includes("parquet")) tables[`${stem}.parquet`] = await parquetTable(main!);
  if (formats.includes("spreadsheet")) tables[`${stem}.spreadsheet.csv`] = spreadsheetTable(main!);
  return { ...tables, ...(saveWeights && weightsFiles(name, rowsOf(weightsTable))) };
};

const weightsFiles = (name: string, rows: readonly Row[]): Files =>
  Object.fromEntries(
    rows.map(({ algorithm, inference, seed, safetensors }) => {
      const parts = [fileStem(name), algorithm, inference, `seed${seed}`].filter(
        (part) => part != null && part !== "none",
      );
      return [`${parts.join("-")}.safetensors`, Buffer.from(String(safetensors), "base64")];
    }),
  );
