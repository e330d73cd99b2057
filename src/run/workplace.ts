import { openLaboratory } from "../bench/open-laboratory.ts";
import { type AnyWork, perform } from "../bench/work.ts";
import { UserError } from "../errors.ts";
import { systemClock } from "./clock.ts";
import { beginPeak, peakMegabytes } from "./executor/peak-memory.ts";
import type { Answer, Failure, Task } from "./messages.ts";
import { fileCheckpoints, removeCheckpoint } from "./store/checkpoint-file.ts";
import { environmentError } from "./store/storage-error.ts";
import { openStore, writeCell } from "./store/store.ts";

/** Where tasks are computed, one at a time: a laboratory that stays open from one to the next. */
export interface Workplace {
  /** That the works are loaded, or why they can't be. */
  readonly state: Answer;
  /** Computes a cell and stores it; null when nobody wants it any more, and nothing is stored then. */
  readonly compute: (task: Task) => Promise<Answer | null>;
  /** Releases the open files. */
  readonly close: () => void;
}

/**
 * A place to compute cells of a results folder with the works that a module exports, by its URL. `orphaned`: whether whoever asks
 * is gone.
 */
export const openWorkplace = async (
  resultsRoot: string,
  registryModule: string,
  orphaned: () => boolean,
): Promise<Workplace> => {
  const store = openStore(resultsRoot);
  const laboratory = openLaboratory();
  const loaded = await loadWorks(registryModule);
  const works = "type" in loaded ? [] : loaded;

  const compute = async ({ key, cell }: Task): Promise<Answer | null> => {
    try {
      const work = works.find(({ name }) => name === cell.work);
      if (work === undefined) throw new Error(`No work is registered as "${cell.work}"`);
      beginPeak();
      const start = systemClock.now();
      const checkpoints = fileCheckpoints(store, key, systemClock, orphaned);
      const result = await perform(work, cell.settings, { ...laboratory, checkpoints });
      const seconds = systemClock.now() - start;
      // Somebody else may have the cell by now, or have removed the folder.
      if (orphaned()) return null;
      writeCell(store, key, cell, result, seconds, peakMegabytes());
      removeCheckpoint(store, key);
      return { type: "done", seconds };
    } catch (error) {
      return { type: "failed", ...failureOf(error) };
    }
  };

  return { state: "type" in loaded ? loaded : { type: "ready" }, compute, close: laboratory.close };
};

const loadWorks = async (module: string): Promise<readonly AnyWork[] | Answer> => {
  try {
    const { works } = (await import(module)) as { works?: readonly AnyWork[] };
    if (works === undefined) throw new Error(`${module} exports no "works"`);
    return works;
  } catch (error) {
    return { type: "unable", ...failureOf(error) };
  }
};

const failureOf = (error: unknown): Failure => {
  const told = environmentError(error);
  if (told instanceof UserError) return { message: told.message, code: told.code };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), code: null };
};
