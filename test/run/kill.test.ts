import type { ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { exists } from "../../src/run/claims/process-identity.ts";
import { begunIn, cells, drive, expectedRows, rowsIn, seeds } from "./driver.ts";
import { temporaryFolder } from "./helpers.ts";

/** The numbers that follow a word, one a line: `done 12 …`. */
const numbersAfter = (word: string, lines: readonly string[]) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(" ")[1]));

const workersOf = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith("started ")).map((line) => Number(line.split(" ")[2]));

const byNumber = (a: number, b: number) => a - b;

/** The seeds that were finished before a run began. */
const foundBy = (lines: readonly string[]): readonly number[] =>
  lines
    .find((line) => line.startsWith("planned"))!
    .split(" ")
    .slice(1)
    .map(Number);

const without = (found: readonly number[]) => seeds.filter((seed) => !found.includes(seed));

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

/** Runs to the end after disturbances, and checks that it computes what was not finished, once, and nothing else. */
const finish = async (
  root: string,
): Promise<{ readonly found: readonly number[]; readonly lines: readonly string[] }> => {
  const { lines, ended } = await drive(root, "last", () => {});
  expect(await ended).toEqual({ code: exitCode.done, signal: null });
  const found = foundBy(lines);
  expect([...begunIn(join(root, "last"))].sort(byNumber)).toEqual(without(found));
  expect(rowsIn(root)).toBe(await expectedRows);
  return { found, lines };
};

// Spread over the run; the processes' own timing varies the rest. EBM_TEST_ROUNDS=7 gives twenty-one moments of each kind.
const rounds = Number(process.env.EBM_TEST_ROUNDS ?? 1);
const runs = Array.from({ length: rounds }, (_, round) => {
  const moments = [0, 1, 2].map((which) => ({
    afterDone: 13 * which + ((round * 5) % 13),
    andMilliseconds: ((3 * round + which) * 3) % 7,
  }));
  return { moments, after: moments.map(({ afterDone }) => afterDone).join(", ") };
});

describe("kill -9 of the parent", () => {
  it.each(runs)("after $after cells of one run loses nothing that was finished", async ({ moments }) => {
    const root = temporaryFolder();
    let lastSeen: readonly number[] = [];
    let lastPid: number | undefined;
    for (const [life, moment] of moments.entries()) {
      let done = 0;
      const { child, lines, ended } = await drive(root, `life-${life}`, async (line, parent) => {
        if (line.startsWith("done")) done += 1;
        if (line.startsWith("failed")) throw new Error(line);
        // The first life dies at the beginning, the later ones where the one before was and somewhat further.
        if (done !== moment.afterDone - (moments[life - 1]?.afterDone ?? 0)) return;
        done = Number.NaN;
        await sleep(moment.andMilliseconds);
        parent.kill("SIGKILL");
      });
      expect(await ended).toEqual({ code: null, signal: "SIGKILL" });
      if (lastPid !== undefined)
        expect(lines[0]).toMatch(new RegExp(`^process ${lastPid} on .* \\(drive\\) is gone$`));
      lastPid = child.pid;
      const found = foundBy(lines);
      expect(lastSeen.filter((seed) => !found.includes(seed))).toEqual([]);
      // Nothing that was finished is computed again, and nothing twice.
      const begun = begunIn(join(root, `life-${life}`));
      expect(begun.filter((seed) => found.includes(seed))).toEqual([]);
      expect(new Set(begun).size).toBe(begun.length);
      lastSeen = [...found, ...numbersAfter("done", lines)];
    }
    const { found, lines } = await finish(root);
    expect(lines[0]).toMatch(new RegExp(`^process ${lastPid} on .* \\(drive\\) is gone$`));
    expect(lastSeen.filter((seed) => !found.includes(seed))).toEqual([]);
  });

  it("leaves no worker behind: neither one that waits, nor one that computes and hears nothing", async () => {
    const root = temporaryFolder();
    const { lines, ended } = await drive(
      root,
      "ledger",
      (line, child) => {
        // The first four cells are quick, and the two that then start would never end.
        if (line.startsWith("started 5 ")) child.kill("SIGKILL");
      },
      "test-stuck",
    );
    await ended;
    const workers = new Set(workersOf(lines));
    expect(workers.size).toBe(2);
    const start = performance.now();
    while ([...workers].some((pid) => exists(pid))) await sleep(5);
    // One would have computed for two minutes.
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

describe("kill -9 of a worker", () => {
  it.each(runs)("after $after cells of one run costs its cell alone", async ({ moments }) => {
    const root = temporaryFolder();
    let done = 0;
    let next = 0;
    /** The worker that was the last to begin a cell. */
    let victim = 0;
    const killed: number[] = [];
    const { lines, ended } = await drive(root, "ledger", async (line) => {
      if (line.startsWith("started")) victim = workersOf([line])[0]!;
      if (line.startsWith("done")) done += 1;
      const moment = moments[next];
      if (victim === 0 || moment === undefined || done < moment.afterDone) return;
      next += 1;
      killed.push(victim);
      const pid = victim;
      await sleep(moment.andMilliseconds);
      killIfThere(pid);
    });
    const { code } = await ended;
    expect(killed).toHaveLength(moments.length);
    const failed = numbersAfter("failed", lines);
    const computing = new Map(
      lines
        .filter((line) => line.startsWith("started "))
        .map((line) => [numbersAfter("started", [line])[0], workersOf([line])[0]!]),
    );
    // Each death costs one cell, its own; or none, when it was between two cells or after the last.
    const dead = failed.map((seed) => computing.get(seed)!);
    expect(dead.filter((pid) => !killed.includes(pid))).toEqual([]);
    expect(new Set(dead).size).toBe(dead.length);
    expect(code).toBe(failed.length === 0 ? exitCode.done : exitCode.cellsFailed);
    for (const line of lines.filter((text) => text.startsWith("failed")))
      expect(line).toContain("ended by SIGKILL");
    expect((await finish(root)).found).toEqual(without(failed));
  });
});

describe("a signal to all processes of a run", () => {
  it("finishes the running cells, releases the folder, and the run can be resumed", async () => {
    const root = temporaryFolder();
    /** What a run that was asked to end has finished: what it had begun. */
    const interrupted = async ({ lines, ended }: Awaited<ReturnType<typeof drive>>) => {
      expect(await ended).toEqual({ code: exitCode.interrupted, signal: null });
      // SIGUSR1 opens a debugger's port in a Node that doesn't listen to it.
      expect(lines.filter((line) => /failed|Debugger/.test(line))).toEqual([]);
      const started = numbersAfter("started", lines).sort(byNumber);
      expect(numbersAfter("done", lines).sort(byNumber)).toEqual(started);
      expect(heldIn(root)).toEqual([]);
      return started;
    };
    let sent = false;
    // As a scheduler sends it to all processes of a job.
    const bySignal = await drive(root, "SIGUSR1", (line, child) => {
      if (sent || !line.startsWith("done")) return;
      sent = true;
      process.kill(-child.pid!, "SIGUSR1");
    });
    const first = await interrupted(bySignal);
    expect(first.length).toBeLessThan(cells);
    const byKey = await drive(root, "Ctrl-C", () => {}, "test-slow", "20");
    const second = await interrupted(byKey);
    expect(foundBy(byKey.lines)).toEqual(first);
    expect([...begunIn(join(root, "Ctrl-C"))].sort(byNumber)).toEqual(second);
    expect(first.length + second.length).toBeLessThan(cells);
    expect((await finish(root)).found).toEqual([...first, ...second].sort(byNumber));
  });

  it("twice, as by Ctrl-C, stops at once and loses the running cells alone", async () => {
    const root = temporaryFolder();
    const interrupt = (child: ChildProcess) => process.kill(-child.pid!, "SIGINT");
    const { lines, ended } = await drive(
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
