import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, inject, it } from "vitest";
import { systemSlurm } from "../../src/run/slurm/scheduler.ts";
import { readSubmissions } from "../../src/run/slurm/submission.ts";
import { type TaskStatus, taskStatuses } from "../../src/run/slurm/task-status.ts";
import { openStore, readRows, storedKeys } from "../../src/run/store/store.ts";

const slurmFolder = inject("slurmFolder");
if (slurmFolder !== "") process.env.SLURM_CONF = join(slurmFolder, "slurm.conf");
const drive = fileURLToPath(new URL("./drive.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "ebm-slurm-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Line = { readonly type: string } & Readonly<Record<string, unknown>>;

interface Job {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly ended: Promise<readonly Line[]>;
  readonly lines: readonly Line[];
}

/** Cells of which those with `held` wait until `release` lets them go. */
const cellsOf = (folder: string, count: number, held: readonly number[]) =>
  Array.from({ length: count }, (_, seed) => ({
    work: "held",
    settings: {
      seed,
      hold: held.includes(seed) ? join(folder, "hold") : null,
      ledger: join(folder, "ledger"),
    },
    uses: [],
    label: `seed ${seed}`,
  }));

let jobs = 0;
const freshFolder = (): string => {
  jobs += 1;
  const folder = mkdtempSync(join(root, `${jobs}-`));
  writeFileSync(join(folder, "hold"), "");
  return folder;
};

const begin = (folder: string, given: object): Job => {
  const file = join(folder, `given-${readdirSync(folder).length}.json`);
  writeFileSync(file, JSON.stringify(given));
  const child = spawn(process.execPath, [drive, folder, file], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: Line[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.map((line) => JSON.parse(line) as Line));
  });
  const ended = new Promise<readonly Line[]>((resolve) => child.once("close", () => resolve(lines)));
  return { folder, child, ended, lines };
};

const until = async (what: string, holds: () => boolean | Promise<boolean>, seconds = 120) => {
  for (const start = performance.now(); !(await holds()); await sleep(100)) {
    if (performance.now() - start > seconds * 1000) throw new Error(`It took too long until ${what}`);
  }
};

/** The lines of those who began a cell: process of the task, worker, seed. */
const ledger = (folder: string): readonly (readonly number[])[] =>
  existsSync(join(folder, "ledger"))
    ? readFileSync(join(folder, "ledger"), "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split(" ").map(Number))
    : [];
const begun = (folder: string, seed: number) => ledger(folder).findLast(([, , which]) => which === seed);

const statuses = async (folder: string): Promise<readonly TaskStatus[]> => {
  const store = openStore(folder);
  return taskStatuses(store, readSubmissions(store).at(-1)!, systemSlurm);
};
const jobOf = (folder: string): string => readSubmissions(openStore(folder)).at(-1)!.job;

/** Runs again what is missing, and checks that it is that alone, and that nothing is lost. */
const resubmit = async (
  folder: string,
  given: { readonly cells: readonly object[] },
  missing: readonly number[],
) => {
  rmSync(join(folder, "hold"), { force: true });
  const before = ledger(folder).length;
  const lines = await begin(folder, given).ended;
  expect(lines.at(-1)).toMatchObject({ type: "report", failed: [], left: 0 });
  const again = ledger(folder).slice(before);
  expect(again.map(([, , seed]) => seed).sort((a, b) => a! - b!)).toEqual(missing);
  const store = openStore(folder);
  const rows = storedKeys(store).flatMap((key) => readRows(store, key, "main") ?? []);
  expect(rows.map(({ seed }) => seed).sort((a, b) => Number(a) - Number(b))).toEqual(
    given.cells.map((_cell, seed) => seed),
  );
};

describe.skipIf(slurmFolder === "")("an array that is disturbed", () => {
  it("by scancel, kill -9 of a worker, and a node that is lost: status names each, and nothing is lost", async () => {
    const folder = freshFolder();
    // Six tasks of three cells: task k has the seeds k, k + 6, k + 12. The first of four of them is held up.
    const cells = cellsOf(folder, 18, [0, 1, 2]);
    const given = { cells, cellsPerTask: 3, slurm: ["no-requeue"] };
    const job = begin(folder, given);
    await until("two tasks compute", () => begun(folder, 0) !== undefined && begun(folder, 1) !== undefined);
    execFileSync("scancel", [`${jobOf(folder)}_0`]);
    process.kill(begun(folder, 1)![1]!, "SIGKILL");
    await until("the third task computes", () => begun(folder, 2) !== undefined);
    const node = (await statuses(folder))[2]!.node;
    killNode(node, begun(folder, 2)![0]!);
    const lines = await job.ended;
    const words = (await statuses(folder)).map(({ word }) => word);
    execFileSync("slurmd", ["-N", node]);
    expect(words).toEqual(["cancelled", "failed", "node failure", "done", "done", "done"]);
    expect(lines.at(-1)).toMatchObject({ type: "report", failed: [1], left: 6 });
    expect(lines.filter(({ type }) => type === "notice").map(({ line }) => String(line))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/task 0 on n\d: cancelled .*3 of 3 cells missing; log: .*task-0\.log/),
        expect.stringMatching(/task 1 on n\d: failed.*1 of 3 cells failed/),
        expect.stringMatching(/task 2 on n\d: node failure.*3 of 3 cells missing/),
      ]),
    );
    await until("the node is back", () => sinfo().filter((state) => state === "idle").length === 2);
    await resubmit(folder, given, [0, 1, 2, 6, 8, 12, 14]);
  });

  it("by its time limit: it ends, keeps what it has, and the rest is computed again", async () => {
    const folder = freshFolder();
    const cells = cellsOf(folder, 4, [2]);
    const given = { cells, cellsPerTask: 2, slurm: ["time=1"] };
    // Task 0 has the seeds 0 and 2, of which the second outlasts its time.
    const lines = await begin(folder, given).ended;
    expect((await statuses(folder)).map(({ word }) => word)).toEqual(["time-out", "done"]);
    expect(lines.at(-1)).toMatchObject({ type: "report", failed: [], left: 1 });
    await resubmit(folder, given, [2]);
  });

  it("by a signal before its end: it finishes its cell and starts no other", async () => {
    const folder = freshFolder();
    const cells = cellsOf(folder, 3, [0]);
    const given = { cells, cellsPerTask: 3 };
    const job = begin(folder, given);
    await until("the task computes", () => begun(folder, 0) !== undefined);
    execFileSync("scancel", ["--batch", "--signal=USR1", `${jobOf(folder)}_0`]);
    await sleep(500);
    rmSync(join(folder, "hold"));
    expect((await job.ended).at(-1)).toMatchObject({ type: "report", done: 1, failed: [], left: 2 });
    const [status] = await statuses(folder);
    expect(status).toMatchObject({ word: "time-out", finished: 1, cells: 3 });
    await resubmit(folder, given, [1, 2]);
  });

  it("by a requeue: it goes on with what is missing", async () => {
    const folder = freshFolder();
    const cells = cellsOf(folder, 3, [1]);
    const job = begin(folder, { cells, cellsPerTask: 3 });
    await until("the second cell is computed", () => begun(folder, 1) !== undefined);
    execFileSync("scontrol", ["requeue", `${jobOf(folder)}_0`]);
    await until("the task waits for its second life", () => isRequeued(jobOf(folder)));
    expect((await statuses(folder))[0]!.word).toBe("pending");
    rmSync(join(folder, "hold"));
    // Slurm itself waits for two minutes. It wouldn't have to, but for the second in which it ended the first life: the node
    // refuses what was started within that ("Job credential revoked").
    await sleep(2000);
    execFileSync("scontrol", ["update", `JobId=${jobOf(folder)}_0`, "StartTime=now"]);
    const lines = await job.ended;
    expect(lines.at(-1)).toMatchObject({ type: "report", done: 3, failed: [], left: 0 });
    expect(lines.filter(({ line }) => /cancelled|missing/.test(String(line)))).toEqual([]);
    expect(ledger(folder).map(([, , seed]) => seed)).toEqual([0, 1, 1, 2]);
  });

  it("by a second submission of the same cells while it goes on: they are waited for, not computed twice", async () => {
    const folder = freshFolder();
    const cells = cellsOf(folder, 4, [0]);
    const first = begin(folder, { cells: cells.slice(0, 3), cellsPerTask: 3 });
    await until("the task computes", () => begun(folder, 0) !== undefined);
    const second = begin(folder, { cells, cellsPerTask: 3 });
    await until("the second has submitted", () =>
      second.lines.some(({ line }) => /Submitted job \d+: 1 task of up to 1 cell/.test(String(line))),
    );
    rmSync(join(folder, "hold"));
    expect((await first.ended).at(-1)).toMatchObject({ done: 3, left: 0 });
    expect((await second.ended).at(-1)).toMatchObject({ done: 4, left: 0 });
    expect(
      ledger(folder)
        .map(([, , seed]) => seed)
        .sort(),
    ).toEqual([0, 1, 2, 3]);
  });
});

describe.skipIf(slurmFolder === "")("a plan of 10,000 cells", () => {
  it("is submitted in under 5 seconds, as one array", async () => {
    const folder = freshFolder();
    const given = { cells: cellsOf(folder, 10_000, []), detach: true, slurm: ["hold"] };
    const start = performance.now();
    const lines = await begin(folder, given).ended;
    const seconds = (performance.now() - start) / 1000;
    expect(lines.at(-1)).toMatchObject({ type: "report", left: 10_000, submitted: [{ tasks: 100 }] });
    expect(seconds).toBeLessThan(5);
    const listed = execFileSync("squeue", ["-h", "-o", "%A"], { encoding: "utf8" }).trim().split("\n");
    expect(listed).toEqual([jobOf(folder)]);
    execFileSync("scancel", [jobOf(folder)]);
    expect(readdirSync(join(folder, ".cells", "slurm"))).toHaveLength(1);
  });
});

/** Whether the controller has put the first task back into the queue: before that, it takes no other time of start for it. */
const isRequeued = (job: string): boolean => {
  const record = execFileSync("scontrol", ["-o", "show", "job", `${job}_0`], { encoding: "utf8" });
  return /\bJobState=PENDING\b/.test(record) && /\bRestarts=1\b/.test(record);
};

const sinfo = (): string[] =>
  execFileSync("sinfo", ["-h", "-N", "-o", "%T"], { encoding: "utf8" }).trim().split("\n");

/** A node as it is when its power is cut: its daemon, the daemon's child that keeps the task, and the task. */
const killNode = (node: string, task: number): void => {
  const keeper = Number(readFileSync(`/proc/${task}/stat`, "utf8").split(" ")[3]);
  const daemon = Number(readFileSync(join(slurmFolder, `d-${node}.pid`), "utf8"));
  for (const pid of [daemon, keeper, task]) process.kill(pid, "SIGKILL");
};
