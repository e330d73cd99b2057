import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { exists } from "../../src/run/claims/process-identity.ts";
import { temporaryFolder } from "./helpers.ts";

const driver = fileURLToPath(new URL("./fixtures/driver.mjs", import.meta.url));
const cells = 60;
const seeds = Array.from({ length: cells }, (_, seed) => seed);

interface Drive {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Starts the driver; `watch` hears every line that it prints. */
const drive = (
  root: string,
  ledger: string,
  watch: (line: string, child: ChildProcess) => void,
  ...settings: readonly string[]
): Drive => {
  const child = spawn(process.execPath, [driver, root, String(cells), "2", ...settings], {
    env: { ...process.env, EBM_TEST_LEDGER: join(root, ledger) },
    stdio: ["ignore", "pipe", "inherit"],
    // Its own process group, so that a test can send it what a terminal sends on Ctrl-C.
    detached: true,
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on("line", (line) => {
    lines.push(line);
    watch(line, child);
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  return { child, lines, ended };
};

/** The numbers that follow a word, one a line: `done 12 …`. */
const numbersAfter = (word: string, lines: readonly string[]) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(" ")[1]));

const workersOf = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith("started ")).map((line) => Number(line.split(" ")[2]));

const byNumber = (a: number, b: number) => a - b;

const rowsOf = (root: string) => readFileSync(join(root, "rows.json"), "utf8");

/** What processes have left that they held. */
const heldIn = (root: string) =>
  readdirSync(join(root, ".cells"), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".claim") || /^(present|locks)./.test(name));

const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** Runs again after a disturbance, and checks that it computes what was not finished, once, and nothing else. */
const rerun = async (
  root: string,
  undisturbed: string,
): Promise<{ readonly done: readonly number[]; readonly lines: readonly string[] }> => {
  const { lines, ended } = drive(root, "rerun", () => {});
  expect(await ended).toEqual({ code: exitCode.done, signal: null });
  const planned = lines.find((line) => line.startsWith("planned"))!;
  const done = planned.split(" ").slice(1).map(Number);
  const ledger = existsSync(join(root, "rerun"))
    ? readFileSync(join(root, "rerun"), "utf8").trim().split("\n")
    : [];
  const computed = ledger.map((line) => Number(line.split(" ")[1])).sort(byNumber);
  expect(computed).toEqual(seeds.filter((seed) => !done.includes(seed)));
  expect(rowsOf(root)).toBe(undisturbed);
  return { done, lines };
};

const undisturbed = (async () => {
  const root = temporaryFolder();
  const { ended } = drive(root, "ledger", () => {});
  expect(await ended).toEqual({ code: exitCode.done, signal: null });
  return rowsOf(root);
})();

// Spread over the run; the processes' own timing varies the rest. EBM_TEST_ROUNDS=7 gives twenty-one moments of each kind.
const rounds = 3 * Number(process.env.EBM_TEST_ROUNDS ?? 1);
const moments = Array.from({ length: rounds }, (_, round) => ({
  afterDone: (round * 37) % cells,
  andMilliseconds: (round * 3) % 7,
}));

describe("kill -9 of the parent", () => {
  it.each(moments)(
    "after $afterDone cells and $andMilliseconds ms loses nothing that was finished",
    async (moment) => {
      const root = temporaryFolder();
      let done = 0;
      const { child, lines, ended } = drive(root, "ledger", async (line) => {
        if (line.startsWith("done")) done += 1;
        if (line.startsWith("failed")) throw new Error(line);
        if (done !== moment.afterDone) return;
        done = Number.NaN;
        await sleep(moment.andMilliseconds);
        child.kill("SIGKILL");
      });
      expect(await ended).toEqual({ code: null, signal: "SIGKILL" });
      const again = await rerun(root, await undisturbed);
      expect(again.lines[0]).toMatch(new RegExp(`^process ${child.pid} on .* \\(drive\\) is gone$`));
      const missing = numbersAfter("done", lines).filter((seed) => !again.done.includes(seed));
      expect(missing).toEqual([]);
    },
  );

  it("leaves no worker behind", async () => {
    const root = temporaryFolder();
    const { lines, ended } = drive(
      root,
      "ledger",
      (line, child) => {
        if (line.startsWith("started 5 ")) child.kill("SIGKILL");
      },
      "test-stuck",
    );
    await ended;
    const workers = new Set(workersOf(lines));
    expect(workers.size).toBe(2);
    while ([...workers].some((pid) => exists(pid))) await sleep(5);
  });
});

describe("a worker whose parent was killed", () => {
  it("ends although it computes and hears nothing, and writes no more", async () => {
    const root = temporaryFolder();
    const { lines, ended } = drive(
      root,
      "ledger",
      (line, child) => {
        if (line.startsWith("started 1 ")) child.kill("SIGKILL");
      },
      "test-blocked",
    );
    await ended;
    const workers = [...new Set(workersOf(lines))];
    const start = performance.now();
    while (workers.some((pid) => exists(pid))) await sleep(20);
    // It would have computed for two minutes.
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

describe("SIGUSR1, as a scheduler sends it to all processes of a job", () => {
  it("finishes the running cells, opens no debugger's port, and can be resumed", async () => {
    const root = temporaryFolder();
    let sent = false;
    const { lines, ended } = drive(root, "ledger", (line, child) => {
      if (sent || !line.startsWith("done")) return;
      sent = true;
      process.kill(-child.pid!, "SIGUSR1");
    });
    expect(await ended).toEqual({ code: exitCode.interrupted, signal: null });
    expect(lines.filter((line) => /failed|Debugger/.test(line))).toEqual([]);
    const started = numbersAfter("started", lines).sort(byNumber);
    expect(started.length).toBeLessThan(cells);
    expect(numbersAfter("done", lines).sort(byNumber)).toEqual(started);
    expect((await rerun(root, await undisturbed)).done).toEqual(started);
  });
});

describe("kill -9 of a worker", () => {
  it.each(moments)("after $afterDone cells and $andMilliseconds ms costs its cell alone", async (moment) => {
    const root = temporaryFolder();
    let done = 0;
    let victim = 0;
    const { lines, ended } = drive(root, "ledger", async (line) => {
      if (line.startsWith("started")) victim = workersOf([line])[0]!;
      if (line.startsWith("done")) done += 1;
      if (victim === 0 || !(done >= moment.afterDone)) return;
      done = Number.NaN;
      await sleep(moment.andMilliseconds);
      killIfThere(victim);
    });
    const { code } = await ended;
    const failed = numbersAfter("failed", lines);
    // None, when it was hit between two cells or after the last.
    expect(failed.length).toBeLessThanOrEqual(1);
    expect(code).toBe(failed.length === 0 ? exitCode.done : exitCode.cellsFailed);
    for (const line of lines.filter((text) => text.startsWith("failed")))
      expect(line).toContain("ended by SIGKILL");
    const again = await rerun(root, await undisturbed);
    expect(again.done).toEqual(seeds.filter((seed) => !failed.includes(seed)));
  });
});

describe("Ctrl-C", () => {
  const interrupt = (child: ChildProcess) => process.kill(-child.pid!, "SIGINT");

  it("finishes the running cells, releases the folder, and can be resumed", async () => {
    const root = temporaryFolder();
    const { lines, ended } = drive(root, "ledger", () => {}, "test-slow", "20");
    expect(await ended).toEqual({ code: exitCode.interrupted, signal: null });
    expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
    const started = numbersAfter("started", lines).sort(byNumber);
    expect(started.length).toBeLessThan(cells);
    expect(numbersAfter("done", lines).sort(byNumber)).toEqual(started);
    expect(heldIn(root)).toEqual([]);
    expect((await rerun(root, await undisturbed)).done).toEqual(started);
  });

  it("twice stops at once and loses the running cells alone", async () => {
    const root = temporaryFolder();
    const { lines, ended } = drive(
      root,
      "ledger",
      (line, child) => {
        // The first four cells are quick, and the two that then start would never end.
        if (line.startsWith("started 5 ") || line.startsWith("Interrupted")) interrupt(child);
      },
      "test-stuck",
    );
    expect(await ended).toEqual({ code: exitCode.interrupted, signal: null });
    expect(numbersAfter("done", lines).sort(byNumber)).toEqual([0, 1, 2, 3]);
    expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
    expect(heldIn(root)).toEqual([]);
  });
});
