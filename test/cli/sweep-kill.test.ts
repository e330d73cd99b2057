import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, start, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

// Sixty cells of some milliseconds.
const args = [
  ...["sweep", "./tiny.yaml", "--lambda", "0.1..1:log:3", "--vary", "inference.steps=250..2250:lin:5"],
  ...["--seeds", "0..3", "--set", "alongside=none"],
];
const cells = 60;
const files = [
  "tiny-sweep.csv",
  "tiny-sweep-summary.csv",
  "tiny-sweep.vl.json",
  "tiny-sweep.svg",
  "config.yaml",
];
const bytesOf = (folder: string) =>
  files.map((file) => readFileSync(join(folder, "results/tiny-sweep", file), "utf8"));

const doneLines = (stderr: string) => stderr.match(/^done /gm)?.length ?? 0;

/** Starts the sweep, and once so many cells are done and some time has passed, does something to it. */
const disturb = async (
  folder: string,
  workers: 1 | 2,
  afterDone: number,
  milliseconds: number,
  action: (pid: number) => void,
) => {
  let seen = false;
  const { ended } = start(folder, [...args, "--workers", String(workers)], {
    watch: async (stderr, child) => {
      if (seen || doneLines(stderr) < afterDone) return;
      seen = true;
      await sleep(milliseconds);
      action(child.pid!);
    },
  });
  return ended;
};

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** The processes that a process has started. */
const childrenOf = (parent: number): readonly number[] => {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, ppid]) => ppid === parent).map(([pid]) => pid!);
};

describe("a sweep of sixty cells", { timeout: 120_000 }, () => {
  it("that is interrupted, then killed by -9, then loses a worker, goes on where it was each time, to the same bytes", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, "tiny", tiny);

    const interrupted = await disturb(folder, 1, 5, 0, (pid) => send(pid, "SIGINT"));
    const { code, stdout, stderr } = interrupted;
    expect({ code, stdout }).toEqual({ code: exitCode.interrupted, stdout: "" });
    expect(stderr).toMatch(
      /Interrupted: \d+ of 60 cells are finished and kept\. To go on: ebm sweep \.\/tiny\.yaml /,
    );
    const first = doneLines(stderr);

    const killed = await disturb(folder, 2, 11, 7, (pid) => send(pid, "SIGKILL"));
    expect(killed.signal).toBe("SIGKILL");
    const second = doneLines(killed.stderr);
    expect(second).toBeGreaterThanOrEqual(11);

    const bereft = await disturb(folder, 1, 9, 2, (pid) => {
      const [victim] = childrenOf(pid);
      if (victim !== undefined) send(victim, "SIGKILL");
    });
    // What was finished before isn't computed again.
    const third = doneLines(bereft.stderr);
    expect(first + second + third).toBeLessThanOrEqual(cells);
    expect(bereft.stderr).toMatch(/process \d+ on .* is gone: taking over what it left/);
    // None, when it was hit between two cells.
    const failed = bereft.stderr.match(/^failed: /gm)?.length ?? 0;
    expect(failed).toBeLessThanOrEqual(1);
    expect({ code: bereft.code, signal: bereft.signal }).toEqual({
      code: failed === 0 ? exitCode.done : exitCode.cellsFailed,
      signal: null,
    });
    if (failed > 0) expect(bereft.stderr).toContain("was ended by SIGKILL");

    const last = await ebm(folder, ...args, "--workers", "1", "--json");
    expect(last.code).toBe(exitCode.done);
    expect(JSON.parse(last.stdout).cells).toEqual({ total: cells, computed: failed, left: 0 });

    const undisturbed = [...args, "--workers", "1", "--quiet", "--out", "undisturbed/results"];
    expect(await ebm(folder, ...undisturbed)).toMatchObject({ code: exitCode.done, stderr: "" });
    expect(bytesOf(folder)).toEqual(bytesOf(join(folder, "undisturbed")));
  });
});
