// What Slurm's commands print, as they print it: commands of the same names on the PATH say it.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemSlurm } from "../../../src/run/slurm/scheduler.ts";

let folder: string;
const { PATH = "" } = process.env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ebm-slurm-commands-"));
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

const command = (name: string, prints: string, { code = 0, to = 1 } = {}): void => {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\ncat >&${to} <<'END'\n${prints}\nEND\nexit ${code}\n`);
  chmodSync(file, 0o755);
};
const forgotten = ["slurm_load_jobs error: Invalid job id specified", { code: 1, to: 2 }] as const;

describe.skipIf(process.platform === "win32")("the tasks of a job", () => {
  it("come from the controller while it knows them", async () => {
    command("squeue", "0|RUNNING|n1|None\n1|PENDING||Resources");
    command("sacct", "", { code: 1, to: 2 });
    expect([...(await systemSlurm.tasks("7"))]).toEqual([
      [0, { state: "RUNNING", node: "n1", reason: "None" }],
      [1, { state: "PENDING", node: "", reason: "Resources" }],
    ]);
  });

  it("come from the accounting once the controller has forgotten them", async () => {
    command("squeue", ...forgotten);
    command(
      "sacct",
      "7_0|COMPLETED|n1|None\n7_1|CANCELLED by 1000|n2|None\n7_2|TIMEOUT|n1|None\n7_2.batch|CANCELLED|n1|\n7_[3-9]|PENDING||None",
    );
    expect([...(await systemSlurm.tasks("7"))].map(([task, { state }]) => [task, state])).toEqual([
      [0, "COMPLETED"],
      [1, "CANCELLED"],
      [2, "TIMEOUT"],
    ]);
  });

  it("are as the controller says where both know them: the accounting has an earlier life", async () => {
    command("squeue", "0|PENDING||BeginTime");
    command("sacct", "7_0|REQUEUED|n1|None\n7_1|FAILED|n2|NonZeroExitCode");
    expect([...(await systemSlurm.tasks("7"))].map(([task, { state }]) => [task, state])).toEqual([
      [0, "PENDING"],
      [1, "FAILED"],
    ]);
  });

  it("are nothing where neither knows them, and an error where nobody answers", async () => {
    command("squeue", ...forgotten);
    command("sacct", "Slurm accounting storage is disabled", { code: 1, to: 2 });
    expect((await systemSlurm.tasks("7")).size).toBe(0);
    command("squeue", "slurm_load_jobs error: Unable to contact slurm controller", { code: 1, to: 2 });
    await expect(systemSlurm.tasks("7")).rejects.toThrow("squeue doesn't answer: slurm_load_jobs error");
  });

  it("have each a record, until it is forgotten", async () => {
    command(
      "scontrol",
      "JobId=8 ArrayJobId=7 ArrayTaskId=0 JobName=ebm UserId=root(0) JobState=PENDING Reason=BeginTime Dependency=(null) Requeue=1 Restarts=1 NodeList=(null)",
    );
    expect(await systemSlurm.task("7", 0)).toEqual({ state: "PENDING", reason: "BeginTime", node: "" });
    command("scontrol", ...forgotten);
    expect(await systemSlurm.task("7", 0)).toBeNull();
  });
});
