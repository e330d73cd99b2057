import type { RunEvent } from "../../run/executor/executor.ts";
import type { FigureResult } from "../result/figure-result.ts";
import type { FigureTable } from "../result/figure-tables.ts";

/** Who hears of a run while it goes on; whatever is left out is not told. */
export interface Reporter {
  /** A line for people. */
  readonly notice?: (line: string) => void;
  /** So many cells will be computed. */
  readonly begin?: (cells: number, secondsLeft: () => number | null) => void;
  /** A cell has started, is done, or has failed. */
  readonly cell?: (event: RunEvent) => void;
  /** For the first time it is known how long the run takes: seconds in all, and those of them to go. */
  readonly forecast?: (inAll: number, toGo: number) => void;
  /** A figure's last cell has ended, and its result is written. */
  readonly figure?: (result: FigureResult, tables: readonly FigureTable[]) => void | Promise<void>;
  /** Nothing more will be computed. */
  readonly end?: () => void;
}
