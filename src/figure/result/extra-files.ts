import { exitCode, UserError } from "../../errors.ts";
import { experimentsWith } from "../../experiments/experiments-with.ts";
import { weightsTable } from "../../experiments/trained-weights.ts";
import { type Content, inBlocks } from "../../report/result/result-folder.ts";
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

/** Those files one by one, by their names. `rowsOf` reads the rows of one of the cells' own tables. */
export async function* extraFiles(
  name: string,
  { formats = [], saveWeights = false }: Extras,
  [main]: readonly FigureTable[],
  rowsOf: (source: string) => Iterable<Row>,
): AsyncGenerator<readonly [name: string, content: Content]> {
  const stem = fileStem(name);
  if (formats.includes("json")) yield [`${stem}.json`, inBlocks(() => jsonTable(main!))];
  if (formats.includes("parquet")) yield [`${stem}.parquet`, await parquetTable(main!)];
  if (formats.includes("spreadsheet"))
    yield [`${stem}.spreadsheet.csv`, inBlocks(() => spreadsheetTable(main!))];
  if (saveWeights) yield* weightsFiles(name, rowsOf(weightsTable));
}

function* weightsFiles(name: string, rows: Iterable<Row>): Generator<readonly [string, Content]> {
  for (const { algorithm, inference, seed, safetensors } of rows) {
    const parts = [fileStem(name), algorithm, inference, `seed${seed}`].filter(
      (part) => part != null && part !== "none",
    );
    yield [`${parts.join("-")}.safetensors`, Buffer.from(String(safetensors), "base64")];
  }
}
