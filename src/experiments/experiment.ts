import type { z } from "zod";
import type { Dataset } from "../data/mnist.ts";

/** A value in a row. A missing observation is `null`: empty in the CSV, never 0. */
export type Value = number | string | null;

/** A number that exists only where both of the vectors compared are other than 0. */
export const orMissing = (value: number): Value => (Number.isNaN(value) ? null : value);

/** One observation, keyed by column name. */
export type Row = Readonly<Record<string, Value>>;

/** Plain JSON: everything that determines a cell's numbers, and nothing else. */
export type Settings = { readonly [key: string]: Json };
export type Json = null | boolean | number | string | readonly Json[] | Settings;

/** One independent piece of computation (a seed, a λ, …); its identity is the hash of `work` and `settings`. */
export interface Cell {
  /** Key of the computing function in `registry.ts`; experiments that share their work share their cells. */
  readonly work: string;
  readonly settings: Settings;
  /** For people: `euler, seed 3, λ 0.01`. Not part of the identity. */
  readonly label: string;
}

/** How relaxations ended, counted over samples. */
export type OutcomeCounts = Readonly<Record<string, number>>;

/** What a cell yields: rows of plain numbers for each of its tables, and how its relaxations ended. */
export interface CellResult {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly outcomes: OutcomeCounts;
}

/** The computing function of a cell. It runs in a worker process; it throws `UserError` for a diverged cell. */
export type Work = (settings: Settings) => CellResult | Promise<CellResult>;

export interface Column {
  readonly name: string;
  /** A unit, or "dimensionless". */
  readonly unit: string;
  readonly meaning: string;
  /**
   * `key`: says what was observed (a seed, a λ, a step), not what was found; `note`: remarks on how it was found.
   * Without a role it is what was measured, and a table's first such column what to look at first.
   */
  readonly role?: "key" | "note";
}

/** One CSV file of an experiment: the columns that it takes from one of the cells' tables. */
export interface Table {
  /** Key in `CellResult.tables`. */
  readonly source: string;
  /** The file is `<name><suffix>.csv`; the main table has the empty suffix. */
  readonly suffix: string;
  readonly columns: readonly Column[];
  /** Rows to take; all without it. */
  readonly keep?: (row: Row) => boolean;
  /** Adds to a row what its cell knows and the row doesn't. */
  readonly complete?: (row: Row, cell: Cell) => Row;
  /** Makes the rows from those of the tables before this one, keyed by suffix, and takes none from the cells. */
  readonly derive?: (rows: Readonly<Record<string, readonly Row[]>>) => Iterable<Row>;
}

/** The numbers that matter for a figure, for the closing lines in the terminal, and a small text plot. */
export interface Summary {
  readonly findings: readonly { readonly label: string; readonly value: string }[];
  readonly table?: TextTable;
  readonly plot?: {
    readonly title: string;
    readonly x: { readonly label: string; readonly scale: "linear" | "log" };
    readonly y: { readonly label: string; readonly scale: "linear" | "log" };
    readonly series: readonly {
      readonly name: string;
      readonly points: readonly (readonly [number, number])[];
    }[];
  };
}

/** A table for the terminal: the last columns may be left out where it is narrow. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A Vega-Lite specification without its data, which the report adds. */
export type ChartSpecification = { readonly [key: string]: unknown };

/** Identity of the images: what a cell must know to be the same cell tomorrow. */
export type DatasetIdentity = Readonly<
  Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", string>
>;

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
  readonly cells: (config: Config, dataset: DatasetIdentity) => readonly Cell[];
  /** `name` is the file stem of the CSVs; `rows`, keyed by `Table.suffix`, for a chart that depends on what came out. */
  readonly chart: (
    config: Config,
    name: string,
    rows: Readonly<Record<string, readonly Row[]>>,
  ) => ChartSpecification;
  /** `rows` is keyed by `Table.suffix`. */
  readonly summarise: (rows: Readonly<Record<string, readonly Row[]>>, config: Config) => Summary;
}
