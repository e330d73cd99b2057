import type { Command } from "commander";
import { nearestName } from "../config/nearest.ts";
import { exitCode, UserError } from "../errors.ts";
import { repeatable } from "./flags.ts";

/** The flags that say where to compute. */
export interface ClusterFlags {
  readonly executor?: ExecutorName;
  readonly slurm?: readonly string[];
  readonly profile?: string;
  readonly cellsPerTask?: number;
  readonly arrayLimit?: number;
  readonly detach?: true;
}

const executors = ["local", "slurm"] as const;
type ExecutorName = (typeof executors)[number];

/** Adds them to a command that computes. */
export const addClusterOptions = (command: Command): void => {
  command
    .option("--executor <name>", "local (default) or slurm: as one job array (docs/cluster.md)", executorName)
    .option(
      "--slurm <key=value>",
      "an option of sbatch, as in time=1:00:00 or partition=long; repeatable",
      repeatable,
    )
    .option("--profile <file>", "a YAML file with a `slurm:` block of such options")
    .option(
      "--cells-per-task <n>",
      "cells that a task of the array computes (default: some ten minutes of them, as measured)",
      countOf("--cells-per-task"),
    )
    .option("--array-limit <n>", "tasks that may run at once (default: no limit)", countOf("--array-limit"))
    .option("--detach", "submit and return; `ebm status` and `ebm collect` do the rest");
};

const executorName = (text: string): ExecutorName => {
  const name = executors.find((each) => each === text);
  if (name !== undefined) return name;
  const near = nearestName(text, [...executors]);
  throw usage(
    `--executor ${text}: expected local or slurm, found "${text}"; ${near === null ? "write one of these" : `did you mean ${near}?`}`,
  );
};

const countOf =
  (flag: string) =>
  (text: string): number => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && Number.isSafeInteger(count)) return count;
    throw usage(
      `${flag} ${text}: expected a whole number of at least 1, found "${text}"; write it as in ${flag} 20`,
    );
  };

const usage = (message: string): UserError => new UserError(exitCode.usage, message);
