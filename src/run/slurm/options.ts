import { exitCode, UserError } from "../../errors.ts";

/** Options of sbatch by their long names, as in `time`, `1:00:00`. */
export type SlurmOptions = Readonly<Record<string, string>>;

/** What a submission itself decides. */
const own: Readonly<Record<string, string>> = {
  array: "it is made of the cells; --array-limit says how many tasks may run at once",
  output: "each task's log is kept beside the cells",
  error: "each task's log is kept beside the cells",
  "open-mode": "a task that is requeued appends to its log",
  chdir: "tasks run where ebm was called",
  wrap: "the tasks run ebm",
  parsable: "ebm reads the number of the job itself",
  wait: "ebm waits by itself, or not with --detach",
  "test-only": "--dry-run prints the script",
};

/** Reads `--slurm key=value …`; a name alone is a flag, as in `exclusive`. Throws `UserError` (usage). */
export const parseSlurmOptions = (texts: readonly string[]): SlurmOptions => {
  const options: Record<string, string> = {};
  for (const text of texts) {
    const [, key = "", value = ""] = /^-{0,2}([^=]*)=?([\s\S]*)$/.exec(text) ?? [];
    options[key] = value;
    requireOption(key, value, `--slurm ${text}`);
  }
  return options;
};

/** Throws `UserError` (usage) for what can't be an option of sbatch, or is decided elsewhere. */
export const requireOption = (key: string, value: string, where: string): void => {
  const refuse = (rule: string) => new UserError(exitCode.usage, `${where}: ${rule}`);
  if (!/^[a-z][a-z0-9-]*$/.test(key))
    throw refuse(
      `expected the long name of an option of sbatch and its value, found ${JSON.stringify(key)}; write it as in --slurm time=1:00:00`,
    );
  if (/\p{Cc}/u.test(value)) throw refuse("expected a value in one line");
  if (Object.hasOwn(own, key)) throw refuse(`expected any option but --${key}: ${own[key]}`);
};
