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
import { limitsText, planSubmission, type SlurmSettings, submissionId } from "../run/slurm/submit.ts";
import type { Store } from "../run/store/store.ts";
import type { ClusterFlags } from "./cluster-flags.ts";
import { printData, printJson, printNote } from "./output.ts";

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

/** Where `regenerate` is to compute; `works` is the URL of the module of what is computed, the experiments' without. */
export const placeOf = (flags: ClusterFlags, works?: string): Pick<RegenerateOptions, "place"> => {
  if (flags.executor !== "slurm") return {};
  const settings = settingsOf(flags);
  const place: Place = {
    executor: (context) =>
      slurmExecutor({
        ...context,
        scheduler: systemSlurm,
        clock: systemClock,
        settings,
        ...(works !== undefined && { registryModule: works }),
      }),
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
  if (flags.quiet === true) return;
  printNote(planText(plan, submission?.tasks ?? 1));
  if (submission !== null && submission.limits !== null) printNote(limitsText(submission.limits));
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
