import type { SlurmOptions } from "./options.ts";

export interface ScriptRequest {
  readonly tasks: number;
  /** As many as may run at once; null for no limit. */
  readonly limit: number | null;
  readonly options: SlurmOptions;
  /** Folder of the submission, absolute: the logs go there. */
  readonly folder: string;
  /** Where the command was typed, absolute. */
  readonly directory: string;
  /** The program and its arguments that a task runs. */
  readonly command: readonly string[];
}

/** Sixty seconds before its time is over, a task is asked to end after the cell that is running. */
const defaults: SlurmOptions = { "job-name": "ebm", signal: "B:USR1@60", requeue: "" };

/**
 * The script that sbatch gets. The shell becomes the program (`exec`), so that the signals which Slurm sends to the
 * script reach it.
 */
export const scriptText = (request: ScriptRequest): string => {
  const { tasks, limit, options, folder, directory, command } = request;
  const all: SlurmOptions = {
    ...defaults,
    ...options,
    array: `0-${tasks - 1}${limit === null ? "" : `%${limit}`}`,
    output: `${folder.replaceAll("%", "%%")}/task-%a.log`,
    "open-mode": "append",
    chdir: directory,
  };
  if ("no-requeue" in options) delete (all as Record<string, string>).requeue;
  const lines = Object.entries(all).map(
    ([key, value]) => `#SBATCH --${key}${value === "" ? "" : `=${directive(value)}`}`,
  );
  return ["#!/bin/sh", ...lines, `exec ${command.map(shellWord).join(" ")}`, ""].join("\n");
};

/** In the lines of an sbatch script, quotes hold words together. */
const directive = (text: string): string =>
  /^[\w@%+=:,./[\]-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, "\\$&")}"`;

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
