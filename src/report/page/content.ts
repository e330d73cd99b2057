import type { ChartSpecification } from "../../rows/chart.ts";
import type { Column } from "../../rows/table.ts";
import type { Manifest, RunRecord } from "../result/manifest.ts";

/** What a report shows; `document.ts` makes the page of it. */
export interface Report {
  readonly title: string;
  readonly results: readonly ReportedResult[];
  readonly comparison: ReportedComparison | null;
  readonly verdicts: readonly Verdict[];
  readonly citation: Citation;
  /** The command that made this page. */
  readonly command: string;
}

/** A figure or a sweep. */
export interface ReportedResult {
  /** Unique in the report; part of the page's identifiers. */
  readonly name: string;
  /** `Fig. 3A`; empty without one. */
  readonly figure: string;
  readonly question: string;
  readonly chart: ChartSpecification;
  readonly findings: readonly Finding[];
  /** The main table first. */
  readonly tables: readonly ReportedTable[];
  readonly outcomes: readonly Outcome[];
  /** The resolved config as YAML. */
  readonly config: string;
  /** Fields that differ from their default. */
  readonly changes: readonly ChangedField[];
  readonly command: string;
  readonly manifest: Manifest;
  /** The run that wrote it; null where nobody knows. */
  readonly run: RunRecord | null;
  readonly verdicts: readonly Verdict[];
}

export interface Finding {
  readonly label: string;
  readonly value: string;
}

export interface ReportedTable {
  /** `fig3a.csv` */
  readonly file: string;
  readonly columns: readonly Column[];
  /** The file's text. */
  readonly csv: string;
  readonly rows: number;
}

/** How relaxations ended: one way, in words, how often, and where. */
export interface Outcome {
  readonly outcome: string;
  readonly count: number;
  /** Empty where the table does not say. */
  readonly where: string;
}

export interface ChangedField {
  readonly field: string;
  readonly first: string;
  readonly second: string;
}

/** A claim with what was measured and the window that was declared before. */
export interface Verdict {
  readonly id: string;
  readonly statement: string;
  /** `§3.3.1, Eq. 10` */
  readonly where: string;
  readonly verdict: string;
  readonly asDeclared: boolean;
  /** The stronger condition, or empty. */
  readonly condition: string;
  readonly parts: readonly {
    readonly name: string;
    readonly measured: string;
    readonly window: string;
    readonly inside: boolean;
  }[];
}

/** Two results over one another. */
export interface ReportedComparison {
  readonly names: readonly [string, string];
  readonly changes: readonly ChangedField[];
  /** In words: how many means, over which seeds. */
  readonly summary: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly chart: ChartSpecification | null;
  readonly csv: string;
}

export interface Citation {
  readonly text: readonly string[];
  readonly bibtex: string;
}
