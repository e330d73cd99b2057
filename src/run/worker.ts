import type { Laboratory } from "../bench/laboratory.ts";
import { openLaboratory } from "../bench/open-laboratory.ts";
import { type AnyWork, perform } from "../bench/work.ts";
import { UserError } from "../errors.ts";
import { systemClock } from "./clock.ts";
import { endWithParent } from "./executor/parentage.ts";
import { beginPeak, peakMegabytes } from "./executor/peak-memory.ts";
import type { Answer, Failure, Task } from "./messages.ts";
import { fileCheckpoints, removeCheckpoint } from "./store/checkpoint-file.ts";
import { environmentError } from "./store/storage-error.ts";
import { openStore, type Store, writeCell } from "./store/store.ts";

// The entry of a worker process: `worker.js <results root> <URL of the module that exports "works"> <pid of the parent>`.
// It computes one cell after another and stores each before it answers.

const loadWorks = async (module: string): Promise<readonly AnyWork[] | null> => {
  try {
    const { works } = (await import(module)) as { works?: readonly AnyWork[] };
    if (works === undefined) throw new Error(`${module} exports no "works"`);
    return works;
  } catch (error) {
    answer({ type: "unable", ...failureOf(error) });
    return null;
  }
};

const compute = async (
  works: readonly AnyWork[],
  laboratory: Laboratory,
  store: Store,
  { key, cell }: Task,
): Promise<Answer> => {
  try {
    const work = works.find(({ name }) => name === cell.work);
    if (work === undefined) throw new Error(`No work is registered as "${cell.work}"`);
    beginPeak();
    const start = systemClock.now();
    const checkpoints = fileCheckpoints(store, key, systemClock, orphaned);
    const result = await perform(work, cell.settings, { ...laboratory, checkpoints });
    const seconds = systemClock.now() - start;
    // Somebody else may have the cell by now, or have removed the folder.
    if (orphaned()) process.exit();
    writeCell(store, key, cell, result, seconds, peakMegabytes());
    removeCheckpoint(store, key);
    return { type: "done", seconds };
  } catch (error) {
    return { type: "failed", ...failureOf(error) };
  }
};

const answer = (message: Answer): void => {
  // The parent may be gone: then there's nobody to tell, and "disconnect" ends this process.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
};

const failureOf = (error: unknown): Failure => {
  const told = environmentError(error);
  if (told instanceof UserError) return { message: told.message, code: told.code };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), code: null };
};

// Ctrl-C reaches every process of the terminal, and a scheduler's signal all of a job's; only the parent decides.
for (const signal of ["SIGINT", "SIGUSR1", "SIGUSR2"]) process.on(signal, () => {});
// The parent has finished, or was killed: nobody will ask again.
process.on("disconnect", () => process.exit());

const [resultsRoot = "", registryModule = "", parent = ""] = process.argv.slice(2);
const orphaned = endWithParent(Number(parent));
const works = await loadWorks(registryModule);
if (works !== null) {
  const store = openStore(resultsRoot);
  const laboratory = openLaboratory();
  process.on("message", (task: Task) => {
    void compute(works, laboratory, store, task).then(answer);
  });
  answer({ type: "ready" });
}
