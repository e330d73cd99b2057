import type { ExitCode } from "../errors.ts";
import type { Cell } from "../rows/cell.ts";

/** From the parent to a worker: compute this cell and keep it under this key. */
export interface Task {
  readonly key: string;
  readonly cell: Cell;
}

/** From a worker to its parent. Rows never travel: the worker stores them. */
export type Answer =
  /** The works are loaded. */
  | { readonly type: "ready" }
  /** The works can't be loaded: no cell can be computed. */
  | ({ readonly type: "unable" } & Failure)
  /** The cell is stored. */
  | { readonly type: "done"; readonly seconds: number }
  | ({ readonly type: "failed" } & Failure);

export interface Failure {
  /** Of a `UserError` its message, else the stack trace. */
  readonly message: string;
  /** Of a `UserError` its code, else null. */
  readonly code: ExitCode | null;
}
