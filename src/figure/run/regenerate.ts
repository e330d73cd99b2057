import { setImmediate } from "node:timers/promises";
import { openDrawing } from "../../report/drawing/drawing-thread.ts";
import { assertWritable, type Turn } from "../../report/result/result-folder.ts";
import { lockResult } from "../../run/claims/lock.ts";
import { systemClock } from "../../run/clock.ts";
import type { Executor, FailedCell, RunEvent, RunReport } from "../../run/executor/executor.ts";
import { localExecutor } from "../../run/executor/local.ts";
import { readFailure } from "../../run/failure.ts";
import { identityOf } from "../../run/identity.ts";
import type { Interrupts } from "../../run/interrupt.ts";
import type { Entry, Estimate } from "../../run/plan.ts";
import { writePlanConfig, writePlanRecord } from "../../run/plan-record.ts";
import { cellPath, openStore, readingOnce, type Store } from "../../run/store/store.ts";
import type { Figure } from "../plan/figure.ts";
import { type JointPlan, planFigures } from "../plan/figure-plan.ts";
import { chooseFolder } from "../plan/result-target.ts";
import { type Extras, requireExtras } from "../result/extra-files.ts";
import { type FigureResult, writeFigure } from "../result/figure-result.ts";
import { readProvenance, wallClock } from "../result/provenance.ts";
import { inStore } from "./in-store.ts";
import type { Reporter } from "./reporter.ts";
import { estimateTimeLeft, oneOfEachFirst } from "./time-left.ts";

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
  /** What is being done, for whoever finds the folder locked: the command as it was typed. */
  readonly command: string;
  readonly reporter?: Reporter;
  /** Who may ask it to stop; nobody, without. */
  readonly interrupts?: Pick<Interrupts, "stop" | "kill">;
  readonly extras?: Extras;
  /** Where the cells are computed; without, in `workers` processes of this machine. */
  readonly place?: Place;
}

/** Somewhere else to compute. */
export interface Place {
  readonly executor: (context: PlaceContext) => Executor;
  /** Cells that are computed at once, for all that was seen to start and end. */
  readonly slots: (running: number) => number;
}

export interface PlaceContext {
  readonly store: Store;
  readonly command: string;
  readonly estimate: Estimate;
  readonly notice: (line: string) => void;
}

/** A run of fewer cells, or with fewer seconds to go, is over before anybody has read how long it takes. */
const fewestToTell = 10;
const shortest = 10;

const nobody = (): Pick<Interrupts, "stop" | "kill"> => ({
  stop: new AbortController().signal,
  kill: new AbortController().signal,
});

export interface Regeneration {
  /** Of the figures whose cells have all ended, in the order of the figures. */
  readonly results: readonly FigureResult[];
  readonly failed: readonly FailedCell[];
  /** Whether it was interrupted before all was done; what was finished is kept. */
  readonly interrupted: boolean;
  readonly cells: { readonly total: number; readonly computed: number; readonly left: number };
  /** Labels of the cells that are still to do. */
  readonly left: readonly string[];
  /** Jobs of a cluster that have, or had, the cells. */
  readonly submitted: NonNullable<RunReport["submitted"]>;
  readonly seconds: number;
}

/**
 * Computes what the figures' cells still need, all together, and writes the result of each as soon as its last cell
 * has ended. Throws `UserError` (environment) before any computing when a folder can't be written, or when another
 * process is writing there.
 */
export const regenerate = async (
  figures: readonly Figure[],
  options: RegenerateOptions,
): Promise<Regeneration> => {
  const { out, workers, force, failFast, retryFailed, command, place, reporter = {}, extras = {} } = options;
  const { stop, kill } = options.interrupts ?? nobody();
  const start = systemClock.now();
  const started = wallClock();
  const notice = (line: string): void => reporter.notice?.(line);

  requireExtras(figures, extras);
  const store = openStore(out);
  const read = readingOnce(store);
  const targets = figures.map((figure) => chooseFolder(out, figure));
  for (const { folder } of [{ folder: out }, ...targets]) assertWritable(folder);
  for (const { folder, reason } of targets) if (reason !== null) notice(`${reason}: writing to ${folder}`);

  /** While this process reads and writes, it hears whether it is to end: a plan of many cells, a result of a million rows take their time. */
  const turn = turnsFor(kill);
  return inStore(store, command, notice, async (claimant) => {
    const local = place === undefined ? localExecutor({ claimant, workers }) : null;
    const drawing = openDrawing();
    kill.addEventListener("abort", drawing.close);
    try {
      // Git answers while the plan is made.
      const asked = readProvenance();
      const planning = { force, targets, atTodo: () => local?.prepare(), turn };
      const plan = await planFigures(figures, force ? store : read, planning).catch((error: unknown) => {
        if (kill.aborted) return null;
        throw error;
      });
      if (plan === null) return { ...unplanned(figures), seconds: systemClock.now() - start };
      recordPlans(plan, store);
      const provenance = await asked;
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
        const run = {
          store: read,
          identity: plan.identity,
          provenance,
          started,
          force,
          turn,
          extras,
          draw: drawing.draw,
        };
        writing = writing
          .then(() => setImmediate())
          .then(async () => {
            if (trouble.signal.aborted || kill.aborted) return;
            // Others may work on the same figure: it is written by one after the other, and the same each time.
            const planned = plan.figures[index]!;
            const lock = await lockResult(claimant, planned.figure.name, notice, kill);
            if (lock === null) return;
            try {
              const written = await writeFigure(planned, targets[index]!, { ...run, failed });
              results[index] = written.result;
              await reporter.figure?.(written.result, written.tables);
            } finally {
              lock.release();
            }
          })
          .catch((error: unknown) => {
            if (!kill.aborted) trouble.abort(error);
          });
      };

      const todo = wanted.filter(({ state }) => state === "todo");
      const slots = place?.slots ?? (() => Math.min(workers, todo.length));
      const left = estimateTimeLeft(todo, slots, systemClock);
      const ended = new Set<string>();
      reporter.begin?.(todo.length, left.seconds);
      let told = todo.length < fewestToTell;
      /** Says once how long it takes, as soon as that is known: at the start, where all kinds have been timed before. */
      const tell = (): void => {
        const rest = told || !left.isKnown() ? null : left.seconds();
        if (rest === null) return;
        told = true;
        const sofar = systemClock.now() - start;
        if (rest > shortest) reporter.forecast?.(sofar + rest, rest);
      };
      tell();
      const onEvent = (event: RunEvent): void => {
        left.onEvent(event);
        reporter.cell?.(event);
        tell();
        if (event.type === "started") return;
        ended.add(event.entry.key);
        if (event.type === "failed") failed.push(event);
        for (const [index, keys] of pending.entries()) {
          if (keys.delete(event.entry.key) && keys.size === 0) write(index);
        }
      };
      const { estimate } = plan;
      const executor = local ?? place!.executor({ store, command, estimate, notice });
      const running = executor.run({
        entries: place === undefined ? oneOfEachFirst(wanted) : wanted,
        onEvent,
        stop: AbortSignal.any([stop, trouble.signal]),
        kill,
        failFast,
      });
      for (const [index, keys] of pending.entries()) if (keys.size === 0) write(index);
      const report = await running.finally(() => writing);
      trouble.signal.throwIfAborted();
      const written = results.filter((result) => result !== undefined);
      return {
        results: written,
        failed: [...before, ...report.failed],
        interrupted: stop.aborted && written.length < figures.length,
        cells: { total: plan.entries.length, computed: report.done, left: report.left },
        left: todo.filter(({ key }) => !ended.has(key)).map(({ cell }) => cell.label),
        submitted: report.submitted ?? [],
        seconds: systemClock.now() - start,
      };
    } finally {
      reporter.end?.();
      local?.close();
      kill.removeEventListener("abort", drawing.close);
      await drawing.close();
    }
  });
};

/** Seconds between two turns of the event loop: nobody waits longer for an answer to a signal. */
const betweenTurns = 0.05;

/** A turn of the event loop where the last was long enough ago. Throws the signal's reason when it has been aborted. */
const turnsFor = (kill: AbortSignal): Turn => {
  let last = systemClock.now();
  return async () => {
    if (systemClock.now() - last < betweenTurns) return;
    await setImmediate();
    last = systemClock.now();
    kill.throwIfAborted();
  };
};

/** What there is of a run that was ended before its cells were looked for. */
const unplanned = (figures: readonly Figure[]): Omit<Regeneration, "seconds"> => {
  const left = figures.flatMap(({ cells }) => cells.map(({ label }) => label));
  return {
    results: [],
    failed: [],
    interrupted: true,
    cells: { total: left.length, computed: 0, left: left.length },
    left,
    submitted: [],
  };
};

/** The failures of the last attempts, for cells that are not to be tried again. */
const earlierFailures = (store: Store, entries: readonly Entry[]): FailedCell[] =>
  entries.flatMap((entry) => {
    const failure = entry.reason === "failed before" ? readFailure(store, entry.key) : null;
    const log = cellPath(store, entry.key, ".log");
    return failure === null ? [] : [{ entry, message: failure.message, log }];
  });

const unfinished = (entries: readonly { readonly state: string; readonly key: string }[]) =>
  new Set(entries.filter(({ state }) => state === "todo").map(({ key }) => key));

const recordPlans = ({ identity, figures }: JointPlan, store: Store): void => {
  for (const { figure, entries, record } of figures) {
    writePlanRecord(store, record, {
      identity: identityOf(
        entries.map(({ cell }) => cell),
        identity,
      ),
      cells: entries.map(({ key, cell }) => ({ key, ...cell })),
    });
    writePlanConfig(store, record, figure.yaml);
  }
};
