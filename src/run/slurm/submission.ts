import { join } from "node:path";
import { z } from "zod";
import type { Cell } from "../../rows/cell.ts";
import type { Json } from "../../rows/settings.ts";
import { storageError, systemCode } from "../store/storage-error.ts";
import type { Store } from "../store/store.ts";
import { makeLastingFolder, writeWhole } from "../store/whole-file.ts";

/** A job array that computes cells of a store: what was asked for, kept beside them in `<store>/slurm/<id>/`. */
export interface Submission {
  /** When it was made: `20261126-133012123-5f2a0c`. In the order of their names, submissions are in the order of time. */
  readonly id: string;
  /** Slurm's number. */
  readonly job: string;
  /** The command as it was typed. */
  readonly command: string;
  readonly tasks: number;
}

/** A cell of a submission; task k of n computes every nth from the kth on, so that each has long ones and short ones. */
export interface SubmittedCell extends Cell {
  readonly key: string;
  /** To be computed also when it is there. */
  readonly forced: boolean;
}

const submissionSchema = z.object({
  id: z.string(),
  job: z.string().regex(/^\d+$/),
  command: z.string(),
  tasks: z.int().positive(),
});

const cellSchema = z.object({
  key: z.string().regex(/^[0-9a-f]+$/),
  work: z.string(),
  settings: z.record(z.string(), z.custom<Json>()),
  uses: z.array(z.string()),
  label: z.string(),
  forced: z.boolean(),
});

const submissionsFolder = (store: Store): string => join(store.folder, "slurm");

export const submissionFolder = (store: Store, id: string): string => join(submissionsFolder(store), id);

export const taskFile = (store: Store, id: string, task: number, ending: "log" | "jsonl"): string =>
  join(submissionFolder(store, id), `task-${task}.${ending}`);

/** Keeps the cells before the job is submitted: its first task may start at once. */
export const writeCells = (store: Store, id: string, cells: readonly SubmittedCell[]): void => {
  makeLastingFolder(store.files, submissionsFolder(store));
  makeLastingFolder(store.files, submissionFolder(store, id));
  const lines = cells.map(({ key, work, settings, uses, label, forced }) =>
    JSON.stringify({ key, work, settings, uses, label, forced }),
  );
  writeWhole(store.files, join(submissionFolder(store, id), "cells.jsonl"), `${lines.join("\n")}\n`);
};

/** Keeps a submission that Slurm has taken, and the script that it was given. */
export const writeSubmission = (store: Store, submission: Submission, script: string): void => {
  const folder = submissionFolder(store, submission.id);
  writeWhole(store.files, join(folder, "script.sh"), script);
  writeWhole(store.files, join(folder, "job.json"), `${JSON.stringify(submission, null, 2)}\n`);
};

/** All submissions, the first ones first; folders without a job that Slurm took are passed over. */
export const readSubmissions = (store: Store): Submission[] => {
  const folder = submissionsFolder(store);
  if (!store.files.existsSync(folder)) return [];
  return store.files
    .readdirSync(folder)
    .sort()
    .flatMap((id) => {
      const text = readIfThere(store, join(folder, id, "job.json"));
      const submission = text === null ? null : parsed(submissionSchema, text);
      return submission?.id === id ? [submission] : [];
    });
};

/** The cells of a submission in the order of the plan; lines that are none are passed over. */
export const readCells = (store: Store, id: string): SubmittedCell[] => {
  const text = readIfThere(store, join(submissionFolder(store, id), "cells.jsonl")) ?? "";
  return text.split("\n").flatMap((line) => (line === "" ? [] : (parsed(cellSchema, line) ?? [])));
};

/** The share of one task. */
export const cellsOfTask = <T>(cells: readonly T[], task: number, tasks: number): T[] =>
  cells.filter((_cell, index) => index % tasks === task);

/** A file's text; null when it isn't there. */
export const readIfThere = (store: Store, path: string): string | null => {
  try {
    return store.files.readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return null;
    throw storageError("read", path, error);
  }
};

/** A value that was kept as JSON; null for anything else. */
export const parsed = <T>(schema: z.ZodType<T>, text: string): T | null => {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};
