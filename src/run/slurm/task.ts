import { hostname } from "node:os";
import { exitCode, UserError } from "../../errors.ts";
import { announce } from "../claims/presence.ts";
import { createWitness } from "../claims/witness.ts";
import { systemClock } from "../clock.ts";
import { localExecutor } from "../executor/local.ts";
import { readFailure } from "../failure.ts";
import { listenForInterrupts } from "../interrupt.ts";
import type { Entry } from "../plan.ts";
import { lookUpCell, openStore, prepareStore, type Store } from "../store/store.ts";
import { noteOf, readNotes, writeNote } from "./journal.ts";
import { cellsOfTask, readCells, type SubmittedCell } from "./submission.ts";

// The entry of a task of a job array: `task.js <results root> <submission> <tasks> [<URL of the works' module>]`.
// It computes its share of the submission's cells in as many processes as the task was given, and tells of it in its
// journal. What is there already, also from its own earlier life before a requeue, isn't computed again.

const [root = "", id = "", tasks = "1", registryModule] = process.argv.slice(2);
const task = Number(process.env.SLURM_ARRAY_TASK_ID ?? 0);
const workers = Number(process.env.SLURM_CPUS_PER_TASK ?? 1);

const main = async (): Promise<number> => {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const interrupts = listenForInterrupts(say);
  const store = openStore(root);
  prepareStore(store);
  const tell = (note: Parameters<typeof writeNote>[3]) => writeNote(store, id, task, note);
  const earlier = readNotes(store, id, task);
  tell({ type: "task", host: hostname() });
  const name = `Slurm job ${process.env.SLURM_ARRAY_JOB_ID ?? "?"}, task ${task}`;
  const presence = announce(store, name, systemClock);
  try {
    const done = new Set(earlier.flatMap((note) => (note.type === "done" ? [note.key] : [])));
    const entries = cellsOfTask(readCells(store, id), task, Number(tasks)).map((cell) =>
      entryOf(store, cell, done),
    );
    const claimant = { store, holder: presence.holder, witness: createWitness(store, systemClock) };
    const executor = localExecutor({ claimant, workers, ...(registryModule && { registryModule }) });
    const report = await executor.run({
      entries,
      onEvent: (event) => {
        tell(noteOf(event));
        if (event.type !== "started") say(`${event.type}: ${event.entry.cell.label}`);
      },
      stop: interrupts.stop,
      kill: interrupts.kill,
    });
    const signal = interrupts.stop.aborted ? String(interrupts.stop.reason) : null;
    tell({ type: "ended", signal, error: null });
    say(`${report.done} computed, ${report.failed.length} failed, ${report.left} left`);
    if (signal !== null && report.left > 0) return exitCode.interrupted;
    return report.failed.length > 0 ? exitCode.cellsFailed : exitCode.done;
  } catch (error) {
    const told = error instanceof UserError;
    const message = told ? error.message : String((error as Error).stack ?? error);
    say(message);
    tell({ type: "ended", signal: null, error: message });
    return told ? error.code : exitCode.cellsFailed;
  } finally {
    presence.leave();
    interrupts.dispose();
  }
};

const entryOf = (store: Store, { key, forced, ...cell }: SubmittedCell, done: ReadonlySet<string>): Entry => {
  if (forced && !done.has(key)) return { cell, key, state: "todo", reason: "forced" };
  if (lookUpCell(store, key).state === "finished") return { cell, key, state: "done", reason: "" };
  const reason = readFailure(store, key) === null ? "new" : "failed before";
  return { cell, key, state: "todo", reason };
};

process.exitCode = await main();
