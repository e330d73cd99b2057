import type { z } from "zod";
import type { CellOf } from "../bench/provision/cell-of.ts";
import type { Dataset } from "../data/dataset.ts";
import type { DatasetIdentity } from "../data/identity.ts";
import type { Cell } from "../rows/cell.ts";
import type { ChartSpecification } from "../rows/chart.ts";
import type { RowsByTable } from "../rows/rows.ts";
import type { Summary } from "../rows/summary.ts";
import type { Table } from "../rows/table.ts";

/** One question. Data flows one way: config → cells → rows → CSV → charts. */
export interface Experiment<Config = never> {
  readonly name: string;
  /** `Fig. 3A`, or empty when the paper has no such figure. */
  readonly figure: string;
  readonly question: string;
  readonly schema: z.ZodType<Config>;
  /** The first is the main table. */
  readonly tables: (config: Config) => readonly Table[];
  /** Throws `UserError` (usage) if the config does not fit the dataset. */
  readonly check: (config: Config, dataset: Dataset) => void;
  /** `cellOf` makes the cells of a whole plan, which share what they have in common; a maker of their own without. */
  readonly cells: (config: Config, dataset: DatasetIdentity, cellOf?: CellOf) => readonly Cell[];
  /** `name` is the file stem of the CSVs; `rows`, keyed by the names of the tables, for a chart that depends on what came out. */
  readonly chart: (config: Config, name: string, rows: RowsByTable) => ChartSpecification;
  /** `rows` is keyed by the names of the tables. */
  readonly summarise: (rows: RowsByTable, config: Config) => Summary;
}

/** An experiment whose config type has been forgotten; its own schema checks what it is given. */
// biome-ignore lint/suspicious/noExplicitAny: each experiment's schema guards the type that its functions take.
export type AnyExperiment = Experiment<any>;
