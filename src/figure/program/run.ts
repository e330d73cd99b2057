import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { csvFiles, fileStem } from "../../report/result/table.ts";
import type { OutcomeCounts } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { Summary } from "../../rows/summary.ts";
import type { Column } from "../../rows/table.ts";
import type { Config, ResolvedConfig } from "../configs/resolved-config.ts";
import { equipFigures, prepareFigures } from "../plan/figure.ts";
import type { FigureTable } from "../result/figure-tables.ts";
import { regenerate } from "../run/regenerate.ts";
import type { Reporter } from "../run/reporter.ts";
import { type ConfigInput, type ResolveOptions, resolveAny } from "./resolve.ts";

export interface RunOptions extends ResolveOptions {
  /** Results root: the result folder is written there, and finished cells are kept. Without it nothing is kept. */
  readonly out?: string;
  /** Processes that compute; the available cores without it. */
  readonly workers?: number;
  /** Compute again what is kept. */
  readonly force?: boolean;
  /** Start no further cell after one has failed. */
  readonly failFast?: boolean;
  /** Aborted, it starts nothing more, and ends when the cells that are running have. */
  readonly signal?: AbortSignal;
  readonly reporter?: Reporter;
}

/** A table of a result, as its CSV has it. */
export interface ResultTable {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** What a config came to. */
export interface RunResult {
  readonly name: string;
  readonly experiment: string;
  readonly config: Config;
  /** `partial`: some cells failed; `interrupted`: the signal came first, and there are no rows. */
  readonly state: "whole" | "partial" | "interrupted";
  /** Of the main table, the first of `tables`. */
  readonly rows: readonly Row[];
  readonly tables: readonly ResultTable[];
  /** The numbers that matter, as the command line prints them; none unless the result is whole. */
  readonly findings: Summary["findings"];
  /** How relaxations ended, counted over samples. */
  readonly outcomes: OutcomeCounts;
  readonly failed: readonly { readonly label: string; readonly message: string }[];
  /** Of the result, and its files; null without `out`. */
  readonly folder: string | null;
  readonly files: readonly string[];
}

/**
 * Resolves a config, computes what it asks for in parallel processes, and returns its rows. It prints nothing, and
 * installs no handler of signals. Throws `UserError`: usage for mistakes in the config, environment for what is missing.
 */
export const run = async (input: ConfigInput, options: RunOptions = {}): Promise<RunResult> => {
  const resolved = await resolveAny(input, options);
  const { out } = options;
  if (out !== undefined) return runInto(out, resolved, options);
  const scratch = mkdtempSync(join(tmpdir(), "ebm-program-"));
  try {
    return { ...(await runInto(scratch, resolved, options)), folder: null, files: [] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const runInto = async (out: string, resolved: ResolvedConfig, options: RunOptions): Promise<RunResult> => {
  const {
    workers = availableParallelism(),
    force = false,
    failFast = false,
    signal,
    reporter = {},
  } = options;
  const notice = (line: string): void => reporter.notice?.(line);
  const figures = await equipFigures(prepareFigures([resolved], options.maxCells), notice);
  let tables: readonly FigureTable[] = [];
  const { results, failed } = await regenerate(figures, {
    out,
    workers,
    force,
    failFast,
    retryFailed: true,
    command: `a program (${process.argv[1] ?? "ebm-lab"})`,
    reporter: {
      ...reporter,
      figure: (result, own) => {
        tables = own;
        return reporter.figure?.(result, own);
      },
    },
    ...(signal !== undefined && { interrupts: { stop: signal, kill: new AbortController().signal } }),
  });
  const [result] = results;
  const { name, experiment, config } = resolved;
  const planned = experiment.tables(config);
  const files = csvFiles(fileStem(name), planned);
  return {
    name,
    experiment: experiment.name,
    config,
    state: result?.state ?? "interrupted",
    rows: [...(tables[0]?.rows ?? [])],
    tables: tables.map(({ rows }, index) => ({
      file: files[index]!,
      columns: planned[index]!.columns,
      rows: [...rows],
    })),
    findings: result?.summary?.findings ?? [],
    outcomes: result?.outcomes ?? {},
    failed: failed.map(({ entry, message }) => ({ label: entry.cell.label, message })),
    folder: result?.folder ?? null,
    files: result?.files ?? [],
  };
};
