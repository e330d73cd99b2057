import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { begunIn, cells, driverCommand, expectedRows, notingIn, rowsIn } from "./driver.ts";
import { temporaryFolder } from "./helpers.ts";

/** The gate of a landing does it several times, with more processes: EBM_TEST_ROUNDS=2 npm run test:slurm. */
const rounds = Number(process.env.EBM_TEST_ROUNDS ?? 1);
const processes = rounds > 1 ? 6 : 3;

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
const share = async (root: string, start: Start, total: number): Promise<Shared> => {
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

type Start = (index: number, ledger: string) => ChildProcess;

const plain = async (root: string): Promise<Start> => {
  const command = await driverCommand(root, 1);
  return (_index, ledger) =>
    spawn(process.execPath, command, { env: notingIn(ledger), stdio: ["ignore", "pipe", "inherit"] });
};

/** Other process numbers and another host's name: what two machines, or two containers, see of each other. */
const apart = async (root: string): Promise<Start> => {
  const command = await driverCommand(root, 1);
  return (index, ledger) =>
    spawn(
      "unshare",
      [
        ...["--pid", "--uts", "--fork", "--kill-child", "--mount-proc"],
        ...["sh", "-c", `hostname host${index} && exec "$@"`, "sh"],
        ...[process.execPath, ...command],
      ],
      { env: notingIn(ledger), stdio: ["ignore", "pipe", "inherit"] },
    );
};

const canUnshare = (() => {
  try {
    execFileSync("unshare", ["--pid", "--uts", "--fork", "--mount-proc", "hostname", "elsewhere"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
})();

/** Every process that lived ends well; every cell was begun once, and again at most those that the dead one had begun. */
const examine = ({ ends, begun, lost, rows }: Shared, undisturbed: string): void => {
  expect(ends.slice(0, -1)).toEqual(Array(processes - 1).fill(exitCode.done));
  expect([exitCode.done, "SIGKILL"]).toContain(ends.at(-1));
  const twice = begun.flatMap((count, seed) => (count > 1 ? [seed] : []));
  expect(begun.filter((count) => count === 0)).toEqual([]);
  expect(twice.filter((seed) => !lost.includes(seed))).toEqual([]);
  expect(rows).toBe(undisturbed);
};

// Both at once, if there is one round: processes that don't see one another wait for seconds until a dead one counts as dead.
const options = { timeout: 300_000, concurrent: rounds === 1 };

describe(`${processes} processes at once in one folder, one of them killed`, options, () => {
  it.each(Array.from({ length: rounds }, (_, round) => [1 + ((16 + 23 * round) % (cells - 1))]))(
    "after %i cells: the same bytes, and no cell twice but the killed one's",
    async (total) => {
      const root = temporaryFolder();
      const shared = await share(root, await plain(root), total);
      examine(shared, await expectedRows);
      expect(shared.busy).toBeGreaterThan(1);
    },
  );

  it
    .runIf(canUnshare)
    .each(Array.from({ length: rounds }, (_, round) => [1 + ((28 + 31 * round) % (cells - 1))]))(
    "after %i cells, each in its own PID and UTS namespace: likewise",
    async (total) => {
      const root = temporaryFolder();
      examine(await share(root, await apart(root), total), await expectedRows);
    },
  );
});
