import { setImmediate } from "node:timers/promises";
import { assertWritable } from "../report/result-folder.ts";
import { systemClock } from "../run/clock.ts";
import { type FailedCell, type RunEvent, runCells } from "../run/executor.ts";
import { readFailure } from "../run/failure.ts";
import { identityOf } from "../run/identity.ts";
import { listenForInterrupts } from "../run/interrupt.ts";
import { type Lock, lockFolder } from "../run/lock.ts";
import type { Entry } from "../run/plan.ts";
import { writePlanRecord } from "../run/plan-record.ts";
import { type Progress, showProgress, type Terminal } from "../run/progress.ts";
import { cellPath, openStore, prepareStore, type Store } from "../run/store.ts";
import type { Figure } from "./figure.ts";
import { type JointPlan, planFigures } from "./figure-plan.ts";
import { type FigureResult, writeFigure } from "./figure-result.ts";
import { readProvenance, wallClock } from "./provenance.ts";
import { chooseFolder } from "./result-target.ts";
import { estimateTimeLeft } from "./time-left.ts";

export interface RegenerateOptions {
  /** Results root: a folder for each figure, and the store of finished cells. */
  readonly out: string;
  readonly workers: number;
  /** Compute finished cells again. */
  readonly force: boolean;
  /** Start no further cell after one has failed. */
  readonly failFast: boolean;
  /** Compute cells again that failed before; otherwise they count as failed still. */
  readonly retryFailed: boolean;
  readonly quiet: boolean;
  readonly terminal: Terminal;
  /** The command as it was typed, for whoever finds the folder locked. */
  readonly command: string;
  /** Lines for people about each figure, as soon as it is written. */
  readonly describe: (result: FigureResult) => string | Promise<string>;
}

export interface Regeneration {
  /** Of the figures whose cells have all ended, in the order of the figures. */
  readonly results: readonly FigureResult[];
  readonly failed: readonly FailedCell[];
  /** Whether it was interrupted before all was done; what was finished is kept. */
  readonly interrupted: boolean;
  readonly cells: { readonly total: number; readonly computed: number; readonly left: number };
  readonly seconds: number;
}

/**
 * Computes what the figures' cells still need, all together, and writes the result of each as soon as its last cell
 * has ended. Throws `UserError` (environment) before any computing when a folder can't be written, or when another
 * process is writing there.
 */
export async function regenerate(
  figures: readonly Figure[],
  options: RegenerateOptions,
): Promise<Regeneration> {
  const { out, workers, force, failFast, retryFailed, quiet, terminal, command, describe } = options;
  const start = systemClock.now();
  const started = wallClock();
  let notice = (line: string): void => terminal.write(`${line}\n`);

  const store = openStore(out);
  const targets = figures.map((figure) => chooseFolder(out, figure));
  for (const { folder } of [{ folder: out }, ...targets]) assertWritable(folder);
  for (const { folder, reason } of targets) if (reason !== null) notice(`${reason}: writing to ${folder}`);

  const interrupts = listenForInterrupts((line) => notice(line));
  let lock: Lock | undefined;
  let progress: Progress | undefined;
  try {
    lock = lockFolder(store.folder, command, notice);
    prepareStore(store);
    const plan = planFigures(figures, store, { force });
    recordPlans(plan, store);
    const provenance = await readProvenance();
    const before = retryFailed ? [] : earlierFailures(store, plan.entries);
    const given = new Set(before.map(({ entry }) => entry.key));
    const wanted = plan.entries.filter(({ key }) => !given.has(key));
    const pending = plan.figures.map(({ entries }) =>
      unfinished(entries.filter(({ key }) => !given.has(key))),
    );
    const results: (FigureResult | undefined)[] = [];
    const failed: FailedCell[] = [...before];
    const trouble = new AbortController();

    // One figure at a time, each after a turn of the event loop, which lets idle workers have their next cell first.
    let writing = Promise.resolve();
    const write = (index: number): void => {
      const run = { store, identity: plan.identity, provenance, started };
      writing = writing
        .then(() => setImmediate())
        .then(async () => {
          if (trouble.signal.aborted || interrupts.kill.aborted) return;
          const result = await writeFigure(plan.figures[index]!, targets[index]!, { ...run, failed });
          results[index] = result;
          if (!quiet) notice(await describe(result));
        })
        .catch((error: unknown) => trouble.abort(error));
    };

    const todo = wanted.filter(({ state }) => state === "todo");
    const left = estimateTimeLeft(todo, Math.min(workers, todo.length), systemClock);
    const shown = { total: todo.length, terminal, clock: systemClock, quiet, secondsLeft: left.seconds };
    progress = showProgress(shown);
    notice = progress.notice;
    const onEvent = (event: RunEvent): void => {
      left.onEvent(event);
      progress?.onEvent(event);
      if (event.type === "started") return;
      if (event.type === "failed") failed.push(event);
      for (const [index, keys] of pending.entries()) {
        if (keys.delete(event.entry.key) && keys.size === 0) write(index);
      }
    };
    const running = runCells({
      entries: wanted,
      workers,
      store,
      onEvent,
      stop: AbortSignal.any([interrupts.stop, trouble.signal]),
      kill: interrupts.kill,
      failFast,
    });
    for (const [index, keys] of pending.entries()) if (keys.size === 0) write(index);
    const report = await running.finally(() => writing);
    trouble.signal.throwIfAborted();
    const written = results.filter((result) => result !== undefined);
    return {
      results: written,
      failed: [...before, ...report.failed],
      interrupted: interrupts.stop.aborted && written.length < figures.length,
      cells: { total: plan.entries.length, computed: report.done, left: report.left },
      seconds: systemClock.now() - start,
    };
  } finally {
    progress?.end();
    lock?.release();
    interrupts.dispose();
  }
}

/** The failures of the last attempts, for cells that are not to be tried again. */
function earlierFailures(store: Store, entries: readonly Entry[]): FailedCell[] {
  return entries.flatMap((entry) => {
    const failure = entry.reason === "failed before" ? readFailure(store, entry.key) : null;
    const log = cellPath(store, entry.key, ".log");
    return failure === null ? [] : [{ entry, message: failure.message, log }];
  });
}

const unfinished = (entries: readonly { readonly state: string; readonly key: string }[]) =>
  new Set(entries.filter(({ state }) => state === "todo").map(({ key }) => key));

function recordPlans({ identity, figures }: JointPlan, store: Store): void {
  for (const { figure, entries } of figures) {
    writePlanRecord(store, figure.name, {
      identity: identityOf(
        entries.map(({ cell }) => cell),
        identity,
      ),
      cells: entries.map(({ key, cell }) => ({ key, ...cell })),
    });
  }
}
