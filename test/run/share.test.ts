import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { temporaryFolder } from "./helpers.ts";

const driver = fileURLToPath(new URL("./fixtures/driver.mjs", import.meta.url));
const cells = 60;
const processes = 6;
/** The gate of a landing does it twenty times: EBM_TEST_ROUNDS=20 npm run test:slurm. */
const rounds = Number(process.env.EBM_TEST_ROUNDS ?? 1);

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
const share = async (
  root: string,
  start: (index: number, ledger: string) => ChildProcess,
  total: number,
): Promise<Shared> => {
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
  for (const name of ledgers) {
    for (const line of readFileSync(join(root, name), "utf8").trim().split("\n")) {
      begun[Number(line.split(" ")[1])]! += 1;
    }
  }
  const rows = existsSync(join(root, "rows.json")) ? readFileSync(join(root, "rows.json"), "utf8") : "";
  return { ends, begun, lost, busy: ledgers.length, rows };
};
let victim: ChildProcess | undefined;

const plain = (root: string) => (_index: number, ledger: string) =>
  spawn(process.execPath, [driver, root, String(cells), "1"], {
    env: { ...process.env, EBM_TEST_LEDGER: ledger },
    stdio: ["ignore", "pipe", "inherit"],
  });

/** Other process numbers and another host's name: what two machines, or two containers, see of each other. */
const apart = (root: string) => (index: number, ledger: string) =>
  spawn(
    "unshare",
    [
      ...["--pid", "--uts", "--fork", "--kill-child", "--mount-proc"],
      ...["sh", "-c", `hostname host${index} && exec "$@"`, "sh"],
      ...[process.execPath, driver, root, String(cells), "1"],
    ],
    { env: { ...process.env, EBM_TEST_LEDGER: ledger }, stdio: ["ignore", "pipe", "inherit"] },
  );

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

const expected = (async () => {
  const root = temporaryFolder();
  const child = plain(root)(0, join(root, "ledger"));
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(exitCode.done);
  return readFileSync(join(root, "rows.json"), "utf8");
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

describe("six processes at once in one folder, one of them killed", { timeout: 300_000 }, () => {
  it.each(Array.from({ length: rounds }, (_, round) => [1 + ((16 + 23 * round) % (cells - 1))]))(
    "after %i cells: the same bytes, and no cell twice but the killed one's",
    async (total) => {
      const root = temporaryFolder();
      const shared = await share(root, plain(root), total);
      examine(shared, await expected);
      expect(shared.busy).toBeGreaterThan(1);
    },
  );

  it
    .runIf(canUnshare)
    .each(Array.from({ length: rounds }, (_, round) => [1 + ((28 + 31 * round) % (cells - 1))]))(
    "after %i cells, each in its own PID and UTS namespace: likewise",
    async (total) => {
      const root = temporaryFolder();
      examine(await share(root, apart(root), total), await expected);
      await sleep(0);
    },
  );
});
