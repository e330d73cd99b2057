import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, start, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

// Sixty cells of some milliseconds.
const args = [
  ...["sweep", "./tiny.yaml", "--lambda", "0.1..1:log:3", "--vary", "inference.steps=500..4500:lin:5"],
  ...["--seeds", "0..3", "--set", "alongside=none", "--workers", "2"],
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

const fresh = () => {
  const folder = temporaryFolder();
  writeConfig(folder, "tiny", tiny);
  return folder;
};

const undisturbed = (async () => {
  const folder = fresh();
  expect(await ebm(folder, ...args, "--quiet")).toMatchObject({ code: exitCode.done, stderr: "" });
  return bytesOf(folder);
})();

const doneLines = (stderr: string) => stderr.match(/^done /gm)?.length ?? 0;

/** Runs again after a disturbance: what was finished isn't computed again, and the bytes are the same. */
const resume = async (folder: string, finished: number): Promise<string> => {
  const { code, stdout, stderr } = await ebm(folder, ...args, "--json");
  expect(code).toBe(exitCode.done);
  const { cells: counts } = JSON.parse(stdout);
  expect(counts).toMatchObject({ total: cells, left: 0 });
  expect(counts.computed).toBeLessThanOrEqual(cells - finished);
  expect(bytesOf(folder)).toEqual(await undisturbed);
  return stderr;
};

/** Starts the sweep, and once so many cells are done and some time has passed, does something to it. */
const disturb = async (
  folder: string,
  afterDone: number,
  milliseconds: number,
  action: (pid: number) => void,
) => {
  let seen = false;
  const { ended } = start(folder, args, {
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
  it.each([[31, 7]])(
    "whose parent is killed by -9 after %d cells and %d ms goes on where it was",
    async (done, milliseconds) => {
      const folder = fresh();
      const { signal, stderr } = await disturb(folder, done, milliseconds, (pid) => send(pid, "SIGKILL"));
      expect(signal).toBe("SIGKILL");
      expect(doneLines(stderr)).toBeGreaterThanOrEqual(done);
      expect(await resume(folder, doneLines(stderr))).toMatch(
        /process \d+ on .* is gone: taking over what it left/,
      );
    },
  );

  it.each([[45, 2]])(
    "one of whose workers is killed by -9 after %d cells and %d ms loses its cell alone",
    async (done, milliseconds) => {
      const folder = fresh();
      const { code, signal, stderr } = await disturb(folder, done, milliseconds, (pid) => {
        const [victim] = childrenOf(pid);
        if (victim !== undefined) send(victim, "SIGKILL");
      });
      const failed = stderr.match(/^failed: /gm)?.length ?? 0;
      // None, when it was hit between two cells.
      expect(failed).toBeLessThanOrEqual(1);
      expect({ code, signal }).toEqual({
        code: failed === 0 ? exitCode.done : exitCode.cellsFailed,
        signal: null,
      });
      expect(doneLines(stderr)).toBe(cells - failed);
      if (failed > 0) expect(stderr).toContain("was ended by SIGKILL");
      await resume(folder, cells - failed);
    },
  );

  it("that is interrupted says how to go on, and exits 130", async () => {
    const folder = fresh();
    const { code, stdout, stderr } = await disturb(folder, 5, 0, (pid) => send(pid, "SIGINT"));
    expect({ code, stdout }).toEqual({ code: exitCode.interrupted, stdout: "" });
    expect(stderr).toMatch(
      /Interrupted: \d+ of 60 cells are finished and kept\. To go on: ebm sweep \.\/tiny\.yaml /,
    );
    await resume(folder, doneLines(stderr));
  });
});
