import type { Command } from "commander";
import { nearestName } from "../config/nearest.ts";
import { readSource } from "../config/source.ts";
import { exitCode, UserError } from "../errors.ts";
import { commandLine } from "../figure/command-line.ts";
import type { JointPlan } from "../figure/plan/figure-plan.ts";
import { planText } from "../figure/plan/planned-cells.ts";
import type { Place, RegenerateOptions } from "../figure/run/regenerate.ts";
import { systemClock } from "../run/clock.ts";
import { parseSlurmOptions, requireOption, type SlurmOptions } from "../run/slurm/options.ts";
import { requireSlurm, systemSlurm } from "../run/slurm/scheduler.ts";
import { slurmExecutor } from "../run/slurm/slurm-executor.ts";
import { planSubmission, type SlurmSettings, submissionId } from "../run/slurm/submit.ts";
import type { Store } from "../run/store/store.ts";
import { repeatable } from "./flags.ts";
import { printData, printJson, printNote } from "./output.ts";

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

/** Throws `UserError`: usage for flags of a cluster without one, environment where there is no Slurm. */
export const requirePlace = async (flags: ClusterFlags): Promise<void> => {
  if (flags.executor === "slurm") {
    settingsOf(flags);
    await requireSlurm();
    return;
  }
  const idle = (["slurm", "profile", "cellsPerTask", "arrayLimit", "detach"] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (idle === undefined) return;
  const flag = `--${idle.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usage(`${flag}: expected it with --executor slurm, found it without; add that, or leave ${flag} out`);
};

/** Where `regenerate` is to compute. */
export const placeOf = (flags: ClusterFlags): Pick<RegenerateOptions, "place"> => {
  if (flags.executor !== "slurm") return {};
  const settings = settingsOf(flags);
  const place: Place = {
    executor: (context) =>
      slurmExecutor({ ...context, scheduler: systemSlurm, clock: systemClock, settings }),
    slots: (running) => Math.max(1, running),
  };
  return { place };
};

/** What `--dry-run` shows of a submission: the script on standard output. */
export const showSubmission = async (
  store: Store,
  plan: JointPlan,
  flags: ClusterFlags & { readonly typed: readonly string[]; readonly json?: true; readonly quiet?: true },
): Promise<void> => {
  const cells = plan.entries.filter(({ state }) => state === "todo").length;
  const context = {
    store,
    scheduler: systemSlurm,
    settings: settingsOf(flags),
    estimate: plan.estimate,
    command: commandLine(flags.typed),
  };
  const submission = cells === 0 ? null : await planSubmission(context, cells, submissionId(new Date(0)));
  if (flags.json === true) {
    printJson({ cells: plan.entries.length, todo: cells, estimate: plan.estimate, submission });
    return;
  }
  if (submission !== null) printData(submission.script);
  if (flags.quiet !== true) printNote(planText(plan, submission?.tasks ?? 1));
};

const settingsOf = (flags: ClusterFlags): SlurmSettings => ({
  options: {
    ...(flags.profile === undefined ? {} : profileOptions(flags.profile)),
    ...parseSlurmOptions(flags.slurm ?? []),
  },
  cellsPerTask: flags.cellsPerTask ?? null,
  arrayLimit: flags.arrayLimit ?? null,
  detach: flags.detach === true,
});

/** The `slurm:` block of a profile. Throws `UserError` (usage) with the place of what can't be an option. */
const profileOptions = (file: string): SlurmOptions => {
  const source = readSource(file);
  const block = source.data.slurm;
  if (typeof block !== "object" || block === null || Array.isArray(block)) {
    throw usage(
      `${file}: expected a block \`slurm:\` of sbatch's options, found none; write it as in slurm: { time: "1:00:00", partition: long }`,
    );
  }
  return Object.fromEntries(
    Object.entries(block).map(([key, value]) => {
      const { text } = source.locate(["slurm", key], "value");
      if (!["string", "number", "boolean"].includes(typeof value))
        throw usage(`${text}: expected a text or a number, found ${JSON.stringify(value)}`);
      const written = value === true ? "" : String(value);
      requireOption(key, written, text);
      return [key, written];
    }),
  );
};

const usage = (message: string): UserError => new UserError(exitCode.usage, message);
