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

// Spread over the run; the processes' own timing varies the rest. EBM_TEST_ROUNDS=7 gives twenty-one moments.
const rounds = Number(process.env.EBM_TEST_ROUNDS ?? 1);
const runs = Array.from({ length: rounds }, (_, round) => ({
  /** So many cells of its own the life has done when its parent is killed, and the next when its workers are. */
  parent: (10 + 5 * round) % 17,
  workers: [(3 * round) % 7, 8 + ((2 * round) % 5)],
  andMilliseconds: (round * 3) % 7,
}));

describe("a run that is ended again and again", () => {
  it.each(runs)(
    "by signals, by kill -9 of its parent after $parent cells and of workers after $workers, goes on where it was each time, to the same rows",
    async ({ parent, workers, andMilliseconds }) => {
      const root = temporaryFolder();
      /** The seeds that must be there, since a life before has said that it had finished them. */
      let finished: readonly number[] = [];
      /** Nothing that was finished is computed again, and nothing twice. */
      const goesOn = (ledger: string, lines: readonly string[]) => {
        const found = foundBy(lines);
        expect(finished.filter((seed) => !found.includes(seed))).toEqual([]);
        const begun = begunIn(join(root, ledger));
        expect(begun.filter((seed) => found.includes(seed))).toEqual([]);
        expect(new Set(begun).size).toBe(begun.length);
        finished = [...found, ...numbersAfter("done", lines)];
        return { found, begun };
      };
      /** What a run that was asked to end has finished: what it had begun. It holds nothing any more. */
      const interrupted = async (ledger: string, { lines, ended }: Awaited<ReturnType<typeof drive>>) => {
        expect(await ended).toEqual({ code: exitCode.interrupted, signal: null });
        // SIGUSR1 opens a debugger's port in a Node that doesn't listen to it.
        expect(lines.filter((line) => /failed|Debugger/.test(line))).toEqual([]);
        const before = finished;
        const { found, begun } = goesOn(ledger, lines);
        expect(found).toEqual(before);
        expect([...begun].sort(byNumber)).toEqual(numbersAfter("started", lines).sort(byNumber));
        expect(numbersAfter("done", lines).sort(byNumber)).toEqual([...begun].sort(byNumber));
        expect(heldIn(root)).toEqual([]);
        finished = [...finished].sort(byNumber);
      };

      let sent = false;
      // As a scheduler sends it to all processes of a job.
      const bySignal = await drive(root, "SIGUSR1", (line, child) => {
        if (sent || !line.startsWith("done")) return;
        sent = true;
        process.kill(-child.pid!, "SIGUSR1");
      });
      await interrupted("SIGUSR1", bySignal);
      await interrupted("Ctrl-C", await drive(root, "Ctrl-C", () => {}, "test-slow", "12"));
      expect(finished.length).toBeLessThan(cells / 2);

      let done = 0;
      const killed = await drive(root, "parent", async (line, child) => {
        if (line.startsWith("done")) done += 1;
        if (done !== parent) return;
        done = Number.NaN;
        await sleep(andMilliseconds);
        child.kill("SIGKILL");
      });
      expect(await killed.ended).toEqual({ code: null, signal: "SIGKILL" });
      goesOn("parent", killed.lines);

      done = 0;
      /** The worker that was the last to begin a cell. */
      let victim = 0;
      const victims: number[] = [];
      const bereft = await drive(root, "workers", async (line) => {
        if (line.startsWith("started")) victim = workersOf([line])[0]!;
        if (line.startsWith("done")) done += 1;
        const moment = workers[victims.length];
        if (victim === 0 || moment === undefined || done < moment) return;
        const pid = victim;
        victims.push(pid);
        await sleep(andMilliseconds);
        killIfThere(pid);
      });
      const { code } = await bereft.ended;
      expect(bereft.lines[0]).toMatch(new RegExp(`^process ${killed.child.pid} on .* \\(drive\\) is gone$`));
      goesOn("workers", bereft.lines);
      expect(victims).toHaveLength(workers.length);
      const failed = numbersAfter("failed", bereft.lines);
      const computing = new Map(
        bereft.lines
          .filter((line) => line.startsWith("started "))
          .map((line) => [numbersAfter("started", [line])[0], workersOf([line])[0]!]),
      );
      // Each death costs one cell, its own; or none, when it was between two cells or after the last.
      const dead = failed.map((seed) => computing.get(seed)!);
      expect(dead.filter((pid) => !victims.includes(pid))).toEqual([]);
      expect(new Set(dead).size).toBe(dead.length);
      expect(code).toBe(failed.length === 0 ? exitCode.done : exitCode.cellsFailed);
      for (const line of bereft.lines.filter((text) => text.startsWith("failed")))
        expect(line).toContain("ended by SIGKILL");

      const last = await drive(root, "last", () => {});
      expect(await last.ended).toEqual({ code: exitCode.done, signal: null });
      expect(foundBy(last.lines)).toEqual(seeds.filter((seed) => !failed.includes(seed)));
      expect([...begunIn(join(root, "last"))].sort(byNumber)).toEqual(failed.sort(byNumber));
      expect(rowsIn(root)).toBe(await expectedRows);
    },
  );
});

describe("kill -9 of the parent", () => {
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
