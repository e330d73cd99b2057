import { appendFileSync } from "node:fs";
import { z } from "zod";
import type { RunEvent } from "../executor/executor.ts";
import { storageError } from "../store/storage-error.ts";
import type { Store } from "../store/store.ts";
import { parsed, readIfThere, taskFile } from "./submission.ts";

/** What a task tells of itself, one line each, for those who wait for it or look later. */
export type Note =
  /** Once, or again after a requeue. */
  | { readonly type: "task"; readonly host: string }
  | { readonly type: "started"; readonly key: string }
  | { readonly type: "done"; readonly key: string; readonly seconds: number }
  | { readonly type: "failed"; readonly key: string; readonly message: string; readonly log: string }
  /** How it ended by itself: by this signal, or null; an error that would meet every cell. */
  | { readonly type: "ended"; readonly signal: string | null; readonly error: string | null };

const noteSchema: z.ZodType<Note> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("task"), host: z.string() }),
  z.object({ type: z.literal("started"), key: z.string() }),
  z.object({ type: z.literal("done"), key: z.string(), seconds: z.number() }),
  z.object({ type: z.literal("failed"), key: z.string(), message: z.string(), log: z.string() }),
  z.object({ type: z.literal("ended"), signal: z.string().nullable(), error: z.string().nullable() }),
]);

/** Adds a line to a task's journal. A requeued task goes on in the same one. */
export const writeNote = (store: Store, id: string, task: number, note: Note): void => {
  const path = taskFile(store, id, task, "jsonl");
  try {
    appendFileSync(path, `${JSON.stringify(note)}\n`);
  } catch (error) {
    throw storageError("write", path, error);
  }
};

/** The notes of a task, as far as they are whole. */
export const readNotes = (store: Store, id: string, task: number): Note[] => {
  const lines = (readIfThere(store, taskFile(store, id, task, "jsonl")) ?? "").split("\n");
  return lines.slice(0, -1).flatMap((line) => parsed(noteSchema, line) ?? []);
};

/** An event of a run as a note. */
export const noteOf = (event: RunEvent): Note => {
  const { key } = event.entry;
  if (event.type === "started") return { type: "started", key };
  if (event.type === "failed") return { type: "failed", key, message: event.message, log: event.log };
  return { type: "done", key, seconds: event.seconds };
};
