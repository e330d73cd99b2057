import type { Entry } from "../plan.ts";

/** Where and by whom cells are computed: processes of this machine, tasks of a cluster. */
export interface Executor {
  /**
   * Computes the entries whose state is `todo`, stores each, and tells of each as it begins and ends; those that
   * others compute at the same time are waited for. A cell that fails, fails alone; what would meet every cell (a full
   * disk, missing data) rejects.
   */
  readonly run: (request: RunRequest) => Promise<RunReport>;
}

export interface RunRequest {
  readonly entries: readonly Entry[];
  readonly onEvent?: (event: RunEvent) => void;
  /** Starts no further cells; those that are running finish and are kept. */
  readonly stop?: AbortSignal;
  /** Ends the computing at once; the cells that are running are lost, at most those. */
  readonly kill?: AbortSignal;
  /** As `stop`, from the first failure on. */
  readonly failFast?: boolean;
}

export type RunEvent =
  /** `pid` of the worker; 0 where there is none on this machine. */
  | { readonly type: "started"; readonly entry: Entry; readonly pid: number }
  | { readonly type: "done"; readonly entry: Entry; readonly seconds: number }
  /** Another process has finished it; nobody has said that it started. */
  | { readonly type: "found"; readonly entry: Entry; readonly seconds: number }
  /** `here`: whether it had started here. */
  | ({ readonly type: "failed"; readonly here: boolean } & FailedCell);

export interface FailedCell {
  readonly entry: Entry;
  readonly message: string;
  /** Path of the file with the cell's settings, its error and all that it printed. */
  readonly log: string;
}

export interface RunReport {
  /** Computed here. */
  readonly done: number;
  /** Computed by others meanwhile. */
  readonly found: number;
  /** In the order of the entries. */
  readonly failed: readonly FailedCell[];
  /** Cells that are still to do: the run was stopped, or those who had them were. */
  readonly left: number;
  /** Jobs of a cluster that have or had the cells. */
  readonly submitted?: readonly { readonly job: string; readonly tasks: number }[];
}
