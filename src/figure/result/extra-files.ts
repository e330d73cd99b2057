import { exitCode, UserError } from "../../errors.ts";
import { weightsTable } from "../../experiments/trained-weights.ts";
import type { Files } from "../../report/result/result-folder.ts";
import { fileStem } from "../../report/result/table.ts";
import type { Row } from "../../rows/row.ts";
import { jsonTable, parquetTable } from "../../sweep/formats.ts";
import type { Figure } from "../plan/figure.ts";
import type { FigureTable } from "./figure-tables.ts";

/** What is written of a figure besides the usual files. */
export interface Extras {
  /** The main table in another format. */
  readonly format?: "json" | "parquet";
  /** The trained networks, a file each: `<figure>-pc-nudge-euler-seed0.safetensors`. */
  readonly saveWeights?: boolean;
}

/** Throws `UserError` (usage) for a figure that has no networks to save. */
export const requireExtras = (figures: readonly Figure[], { saveWeights = false }: Extras): void => {
  for (const { name, experiment, config } of figures) {
    if (!saveWeights || "training" in config) continue;
    throw new UserError(
      exitCode.usage,
      `--save-weights: expected an experiment that trains networks, found ${experiment.name} (${name}); leave the flag out`,
    );
  }
};

/** `rowsOf` reads the rows of one of the cells' own tables. */
export const extraFiles = async (
  name: string,
  { format, saveWeights = false }: Extras,
  [main]: readonly FigureTable[],
  rowsOf: (source: string) => readonly Row[],
): Promise<Files> => ({
  ...(format !== undefined && {
    [`${fileStem(name)}.${format}`]: format === "json" ? jsonTable(main!) : await parquetTable(main!),
  }),
  ...(saveWeights && weightsFiles(name, rowsOf(weightsTable))),
});

const weightsFiles = (name: string, rows: readonly Row[]): Files =>
  Object.fromEntries(
    rows.map(({ algorithm, inference, seed, safetensors }) => {
      const parts = [fileStem(name), algorithm, inference, `seed${seed}`].filter((part) => part != null);
      return [`${parts.join("-")}.safetensors`, Buffer.from(String(safetensors), "base64")];
    }),
  );
