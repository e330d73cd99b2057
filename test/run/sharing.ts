import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { begunIn, cells, rowsIn } from "./driver.ts";

// Several processes on one folder at once, one of which is killed: what holds whether they see one another (share.test.ts) or not
// (test/slurm/hosts.test.ts).

/** The gate of a landing does it several times, with more processes: EBM_TEST_ROUNDS=2 npm run test:slurm. */
const rounds = Number(process.env.EBM_TEST_ROUNDS ?? 1);
export const processes = rounds > 1 ? 6 : 3;

/** After how many cells the last process is killed, in each of the rounds. */
export const moments = (first: number, step: number): readonly (readonly [number])[] =>
  Array.from({ length: rounds }, (_, round) => [1 + ((first + step * round) % (cells - 1))]);

interface Shared {
  /** How the processes ended: their exit codes, or the signal of the one that was killed. */
  readonly ends: readonly (number | string | null)[];
  /** How often each seed was begun. */
  readonly begun: readonly number[];
  /** Seeds that the killed process had begun and not finished. */
  readonly lost: readonly number[];
  /** How many processes computed something. */
  readonly busy: number;
  readonly rows: string;
}

/** Several processes on one folder at once, the last of which is killed when `total` cells are done. */
export const share = async (root: string, start: Start, total: number): Promise<Shared> => {
  let victim: ChildProcess | undefined;
  const lost: number[] = [];
  let done = 0;
  const ends = await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const child = start(index, join(root, `ledger-${index}`));
      const own = new Set<number>();
      createInterface({ input: child.stdout! }).on("line", (line) => {
        const [word = "", seed] = line.split(" ");
        if (index === processes - 1 && word === "started") own.add(Number(seed));
        if (index === processes - 1 && word === "done") own.delete(Number(seed));
        if (word !== "done") return;
        done += 1;
        if (done === total) victim?.kill("SIGKILL");
      });
      if (index === processes - 1) victim = child;
      return new Promise<number | string | null>((resolve) =>
        child.once("close", (code, signal) => {
          if (index === processes - 1) lost.push(...own);
          resolve(signal ?? code);
        }),
      );
    }),
  );
  const ledgers = readdirSync(root).filter((name) => name.startsWith("ledger-"));
  const begun = Array.from({ length: cells }, () => 0);
  for (const seed of ledgers.flatMap((name) => begunIn(join(root, name)))) begun[seed]! += 1;
  const rows = existsSync(join(root, "rows.json")) ? rowsIn(root) : "";
  return { ends, begun, lost, busy: ledgers.length, rows };
};

export type Start = (index: number, ledger: string) => ChildProcess;

/** Every process that lived ends well; every cell was begun once, and again at most those that the dead one had begun. */
export const examine = ({ ends, begun, lost, rows }: Shared, undisturbed: string): void => {
  expect(ends.slice(0, -1)).toEqual(Array(processes - 1).fill(exitCode.done));
  expect([exitCode.done, "SIGKILL"]).toContain(ends.at(-1));
  const twice = begun.flatMap((count, seed) => (count > 1 ? [seed] : []));
  expect(begun.filter((count) => count === 0)).toEqual([]);
  expect(twice.filter((seed) => !lost.includes(seed))).toEqual([]);
  expect(rows).toBe(undisturbed);
};
