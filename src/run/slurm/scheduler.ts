import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { exitCode, UserError } from "../../errors.ts";
import { systemCode } from "../store/storage-error.ts";

/** What Slurm says of a task of an array, in its own words: `PENDING`, `RUNNING`, `TIMEOUT`, `NODE_FAIL` … */
export interface TaskState {
  readonly state: string;
  /** Why it waits, or ended as it did, where Slurm says so: `Resources`, `NonZeroExitCode`. */
  readonly reason: string;
  /** Empty before it runs. */
  readonly node: string;
}

/** Slurm, as far as it is needed; tests have another. */
export interface Scheduler {
  /** Submits the script of an array and gives the number of the job. */
  readonly submit: (script: string) => Promise<string>;
  /** What is known of the tasks of a job, by their index; a job that is long over may be unknown to Slurm. */
  readonly tasks: (job: string) => Promise<ReadonlyMap<number, TaskState>>;
  /** As many tasks as an array may have. */
  readonly mostTasks: () => Promise<number>;
}

const run = promisify(execFile);
/** The first with everything that is used here: `--array` ranges beyond 4 MB, `--signal=B:`, `squeue -r -t all`. */
const oldest = [20, 11] as const;
const patience = { timeout: 60_000, maxBuffer: 2 ** 28 };

/** The Slurm of this machine; `requireSlurm` says whether there is any. */
export const systemSlurm: Scheduler = {
  submit: (script) => submit(script),
  tasks: async (job) => new Map([...(await past(job)), ...(await present(job))]),
  mostTasks: () => mostTasks(),
};

/** Throws `UserError` (environment) where there is no Slurm, or one that is too old. */
export const requireSlurm = async (): Promise<void> => {
  let version: string;
  try {
    version = (await run("sbatch", ["--version"], patience)).stdout.trim();
  } catch (error) {
    const found = systemCode(error) === "ENOENT" ? "no `sbatch` on the PATH" : failureText(error);
    throw environment(
      `--executor slurm: expected Slurm's commands sbatch and squeue, found ${found}; run this where jobs are submitted, or leave the flag out`,
    );
  }
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw environment(`--executor slurm: expected Slurm ${oldest.join(".")} or later, found ${version}`);
};

const submit = async (script: string): Promise<string> => {
  try {
    const running = run("sbatch", ["--parsable"], patience);
    running.child.stdin?.end(script);
    const [job = ""] = (await running).stdout.trim().split(";"); // <job>;<cluster> where there are several
    return job;
  } catch (error) {
    throw environment(`sbatch refuses the job: ${failureText(error)}`);
  }
};

const format = "%K|%T|%N|%r";

/** From the controller, which forgets a job some minutes after its end. */
const present = async (job: string): Promise<Map<number, TaskState>> => {
  try {
    const { stdout } = await run("squeue", ["-h", "-r", "-t", "all", "-j", job, "-o", format], patience);
    return new Map(
      stdout
        .split("\n")
        .map((line) => line.split("|"))
        .filter(([task]) => /^\d+$/.test(task ?? ""))
        .map(([task, state = "", node = "", reason = ""]) => [Number(task), { state, node, reason }]),
    );
  } catch (error) {
    if (/Invalid job id/i.test(failureText(error))) return new Map();
    throw environment(`squeue doesn't answer: ${failureText(error)}`);
  }
};

/** From the accounting, where there is any. */
const past = async (job: string): Promise<Map<number, TaskState>> => {
  const args = ["-n", "-P", "-X", "-j", job, "-o", "JobID,State,NodeList,Reason"];
  try {
    const { stdout } = await run("sacct", args, patience);
    return new Map(
      stdout.split("\n").flatMap((line) => {
        const [id = "", state = "", node = "", reason = ""] = line.split("|");
        const task = /^\d+_(\d+)$/.exec(id)?.[1];
        // `CANCELLED by 1000`
        return task === undefined ? [] : [[Number(task), { state: state.split(" ")[0]!, node, reason }]];
      }),
    );
  } catch {
    return new Map();
  }
};

const mostTasks = async (): Promise<number> => {
  try {
    const { stdout } = await run("scontrol", ["show", "config"], patience);
    return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(stdout)?.[1] ?? 1001) - 1;
  } catch {
    return 1000; // Slurm's default
  }
};

const environment = (message: string): UserError => new UserError(exitCode.environment, message);

/** What the command itself said, else how it failed. */
const failureText = (error: unknown): string => {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  return (stderr ?? "").trim() || (message ?? String(error));
};
