import { visible } from "../report/text/visible.ts";
import type { Settings } from "../rows/settings.ts";
import type { Clock } from "./clock.ts";
import type { RunEvent } from "./executor/executor.ts";

/** Where progress is shown; `terminalOf` describes the real one. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Whether a line can be redrawn. */
  readonly live: boolean;
  readonly columns: () => number;
  readonly colour: boolean;
}

export interface Progress {
  readonly onEvent: (event: RunEvent) => void;
  /** A line of somebody else's, kept apart from the status line. */
  readonly notice: (line: string) => void;
  /** Removes the status line. */
  readonly end: () => void;
}

export interface ProgressOptions {
  /** Cells to do. */
  readonly total: number;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Show failures and notices alone. */
  readonly quiet: boolean;
  /** Whether each cell that is done is a line of its own where lines can't be redrawn; else notices tell of the tasks. */
  readonly cellLines?: boolean;
  /** Seconds that the run will still take, null when nobody knows; without it, from the mean over all ended cells. */
  readonly secondsLeft?: () => number | null;
}

/** Standard error, with the wishes of https://no-color.org. */
export const terminalOf = (stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal => {
  const live = stream.isTTY === true && environment.TERM !== "dumb";
  return {
    write: (text) => stream.write(text),
    live,
    columns: () => stream.columns || 80,
    colour: live && (environment.NO_COLOR ?? "") === "",
  };
};

const redrawSeconds = 0.1;
const clearLine = "\r\u001b[2K";

/** Failures that are printed with all their settings; of the others the name, and the log that has the rest. */
const shownInFull = 5;

/**
 * Shows a run: on a terminal one live line (done, failed, running, rate, time left), elsewhere a line per cell;
 * failures in full as they happen.
 */
export const showProgress = ({
  total,
  terminal,
  clock,
  quiet,
  cellLines = true,
  secondsLeft,
}: ProgressOptions): Progress => {
  const start = clock.now();
  let done = 0;
  let failed = 0;
  let running = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  const live = terminal.live && !quiet;

  const draw = (): void => {
    drawn = clock.now();
    const counts = {
      done,
      failed,
      running,
      total,
      elapsed: drawn - start,
      ...(secondsLeft && { left: secondsLeft() }),
    };
    terminal.write(clearLine + paintFailures(statusLine(counts, terminal.columns() - 1), terminal.colour));
  };
  const print = (lines: string): void => {
    terminal.write(`${live ? clearLine : ""}${lines}\n`);
    if (live) draw();
  };
  const stopTicking = live ? clock.every(1, draw) : () => {};

  return {
    onEvent: (event) => {
      if (event.type === "started") running += 1;
      else if (event.type === "done" || (event.type === "failed" && event.here)) running -= 1;
      if (event.type === "done" || event.type === "found") done += 1;
      if (event.type === "failed") {
        failed += 1;
        const text =
          failed > shownInFull
            ? `failed: ${visible(event.entry.cell.label)} (log: ${event.log})`
            : failureLines(event);
        print(paintFailures(text, terminal.colour));
      }
      if (live) {
        if (clock.now() - drawn >= redrawSeconds) draw();
      } else if (!quiet && cellLines && (event.type === "done" || event.type === "found")) {
        const elsewhere = event.type === "found" ? "  (by another process)" : "";
        const took = duration(event.seconds);
        print(`done ${done + failed}/${total}  ${visible(event.entry.cell.label)}  ${took}${elsewhere}`);
      }
    },
    notice: print,
    end: () => {
      stopTicking();
      if (live) terminal.write(clearLine);
    },
  };
};

/** `12/60 done, 1 failed, 2 running, 3.4 cells/s, 14 s left`, cut to a width. */
export const statusLine = (
  counts: {
    readonly done: number;
    readonly failed: number;
    readonly running: number;
    readonly total: number;
    readonly elapsed: number;
    readonly left?: number | null;
  },
  width: number,
): string => {
  const { done, failed, running, total, elapsed } = counts;
  const ended = done + failed;
  const parts = [`${done}/${total} done`];
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(`${running} running`);
  if (ended > 0 && elapsed > 0) {
    const rate = ended / elapsed;
    parts.push(`${rate >= 10 ? Math.round(rate) : rate.toPrecision(2)} cells/s`);
    const { left = (total - ended) / rate } = counts;
    if (left !== null) parts.push(`${duration(left)} left`);
  }
  const line = parts.join(", ");
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
};

/** A failed cell in full: which, why, its settings, and where to read more. */
export const failureLines = (failure: {
  readonly entry: { readonly cell: { readonly label: string; readonly settings: Settings } };
  readonly message: string;
  readonly log: string;
}): string => {
  const { label, settings } = failure.entry.cell;
  const message = failure.message.split("\n").map((line) => `  ${line}`);
  const lines = [
    `failed: ${label}`,
    ...message,
    `  settings: ${JSON.stringify(settings, (key, value) => (key === "checksums" ? undefined : value))}`,
    `  log: ${failure.log}`,
  ];
  return visible(lines.join("\n"));
};

/** `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`. */
export const duration = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};

const paintFailures = (text: string, colour: boolean): string => {
  return colour ? text.replace(/^failed:|\d+ failed/, "\u001b[31m$&\u001b[39m") : text;
};
