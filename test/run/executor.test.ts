import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { exitCode } from "../../src/errors.ts";
import type { Cell } from "../../src/rows/cell.ts";
import { collectRows, surveyCells } from "../../src/run/collect.ts";
import type { RunEvent, RunRequest } from "../../src/run/executor/executor.ts";
import { type LocalOptions, localExecutor } from "../../src/run/executor/local.ts";
import { readFailure } from "../../src/run/failure.ts";
import { planCells } from "../../src/run/plan.ts";
import { cellPath, type Store } from "../../src/run/store/store.ts";
import {
  cellOf,
  cellsOf,
  claimantOf,
  entriesOf,
  freshStore,
  identity,
  temporaryFolder,
  worksModule,
  worksText,
} from "./helpers.ts";
import { withWorkersHere } from "./worker-here.ts";

type Options = Omit<LocalOptions, "claimant"> & RunRequest & { readonly store: Store };

const runCells = ({ store, workers, registryModule = worksModule, ...request }: Options) =>
  localExecutor({ claimant: claimantOf(store), workers, registryModule }).run(request);

/** The same, where nothing hangs on the workers' being processes: a start takes longer than all their cells. */
const runCellsHere = (options: Options) => withWorkersHere(() => runCells(options));

const run = async (
  store: Store,
  cells: readonly Cell[],
  options: Partial<Options> = {},
  compute: (options: Options) => ReturnType<typeof runCells> = runCells,
) => {
  const entries = entriesOf(store, cells);
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => events.push(event);
  const report = await compute({
    entries,
    workers: 2,
    store,
    registryModule: worksModule,
    onEvent,
    ...options,
  });
  return { entries, report, events };
};

const runHere = (store: Store, cells: readonly Cell[], options: Partial<Options> = {}) =>
  run(store, cells, options, runCellsHere);

const hasEnded = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

/** How many processes computed. */
const processesIn = (events: readonly RunEvent[]): number =>
  new Set(events.flatMap((event) => (event.type === "started" ? [event.pid] : []))).size;

describe("a run", () => {
  it("computes in the workers that were started while the plan was made, and ends those that it doesn't need", async () => {
    const loads = join(temporaryFolder(), "loads");
    const module = join(temporaryFolder(), "works.mjs");
    const note = `import { appendFileSync } from "node:fs";\nappendFileSync(${JSON.stringify(loads)}, process.pid + "\\n");\n`;
    writeFileSync(module, note + worksText("test-point", "return { tables: {}, outcomes: {} };"));
    const pids = () => readFileSync(loads, "utf8").trim().split("\n").map(Number);
    const store = freshStore();
    const executor = localExecutor({ claimant: claimantOf(store), workers: 2, registryModule: module });
    executor.prepare();
    executor.prepare();
    await vi.waitUntil(() => existsSync(loads) && pids().length === 2, { timeout: 30_000 });
    const used: number[] = [];
    const onEvent = (event: RunEvent) => event.type === "started" && used.push(event.pid);
    await executor.run({ entries: entriesOf(store, cellsOf("test-point", 1)), onEvent });
    executor.close();
    expect(pids()).toHaveLength(2);
    expect(pids()).toEqual(expect.arrayContaining(used));
    await vi.waitUntil(() => pids().every(hasEnded), { timeout: 30_000 });
  });

  it("stores the same rows with 1 and with 2 workers, in the order of the plan, and then computes none", async () => {
    // The first cells are the slowest, so that with 2 workers they don't finish first.
    const cells = [30, 20, 10, 1, 1, 1, 1, 1, 1].map((milliseconds, seed) =>
      cellOf("test-slow", { seed, milliseconds }),
    );
    const stores = [freshStore(), freshStore()];
    const text = await Promise.all(
      stores.map(async (store, index) => {
        const { entries, report, events } = await run(store, cells, { workers: index + 1 });
        expect(report).toEqual({ done: 9, found: 0, failed: [], left: 0 });
        expect(processesIn(events)).toBeLessThanOrEqual(index + 1);
        expect(surveyCells(store, entries)).toMatchObject({
          missing: [],
          outcomes: { converged: 5 * 3 + 4, kink: 8 },
          // Another number of milliseconds is another kind; a Node of its own holds some tens of MB.
          kinds: [1, 1, 1, 6].map((count) => ({
            work: "test-slow",
            cells: count,
            megabytes: expect.closeTo(200, -2.6),
          })),
        });
        return JSON.stringify([...collectRows(store, entries, { name: "main" })]);
      }),
    );
    expect(text[1]).toBe(text[0]);
    expect(JSON.parse(text[0]!).map((row: { seed: number }) => row.seed)).toEqual(
      cells.flatMap((_, seed) => [seed, seed, seed]),
    );
    const again = await run(stores[1]!, cells, { workers: 4 });
    expect(again.report).toEqual({ done: 0, found: 0, failed: [], left: 0 });
    expect(again.events).toEqual([]);
  });
});

describe("a cell that fails", () => {
  // Those that end their process come last: the last two need no other in its place.
  const failures: readonly (readonly [string, Cell, RegExp])[] = [
    ["has a bug", cellOf("test-throw", {}), /^RangeError: a bug of ours\n +at .*works\.mjs/],
    ["diverges", cellOf("test-diverge", {}), /^Inference diverged: the largest safe step size is 0\.4\.$/],
    ["yields a NaN", cellOf("test-nan", { seed: 1 }), /Row 0 of table "main" has NaN for "value"/],
    ["names no work", cellOf("test-unknown", {}), /No work is registered as "test-unknown"/],
    ["names a work of Object's", cellOf("toString", {}), /No work is registered as "toString"/],
    [
      "has a bug in a callback",
      cellOf("test-late-throw", {}),
      /exited with code 1 .*\n[\s\S]*RangeError: a bug in a callback/,
    ],
    ["exits", cellOf("test-exit", { code: 3 }), /^Its process exited with code 3 before .*\n.*\ngoing now$/],
    ["exits as if all were well", cellOf("test-exit", { code: 0 }), /^Its process exited with code 0 before/],
    [
      "is killed",
      cellOf("test-signal", { signal: "SIGKILL" }),
      /^Its process was ended by SIGKILL \(.*memory/,
    ],
    ["is aborted", cellOf("test-signal", { signal: "SIGABRT" }), /^Its process was ended by SIGABRT before/],
  ];

  it("is named, recorded and logged, and the others finish", async () => {
    const store = freshStore();
    const good = cellsOf("test-point", 10);
    const [first, ...others] = good;
    const cells = [first!, ...failures.flatMap(([, bad], index) => [...others.slice(index, index + 1), bad])];
    const { entries, report, events } = await run(store, cells);
    expect(report).toMatchObject({ done: good.length, left: 0 });
    expect(report.failed.map(({ entry }) => entry.cell)).toEqual(failures.map(([, cell]) => cell));
    for (const [index, [name, cell, message]] of failures.entries()) {
      const failed = report.failed[index]!;
      expect(failed.message, name).toMatch(message);
      expect(readFailure(store, failed.entry.key), name).toMatchObject({
        label: cell.label,
        message: failed.message,
      });
      expect(readFileSync(failed.log, "utf8"), name).toContain(failed.message);
    }
    expect(events.filter(({ type }) => type === "failed")).toHaveLength(failures.length);
    const survey = surveyCells(store, entries);
    expect(survey.missing.map(({ cell }) => cell)).toEqual(failures.map(([, cell]) => cell));
    expect(survey.finished).toHaveLength(good.length);
  });

  it("is forgiven when it succeeds", async () => {
    const store = freshStore();
    const root = temporaryFolder();
    const worksOnce = (body: string) => {
      const path = join(root, `${body.length}.mjs`);
      writeFileSync(path, worksText("test-once", body));
      return path;
    };
    const cell = cellOf("test-once", {});
    const failed = await runHere(store, [cell], { registryModule: worksOnce('throw new Error("not yet")') });
    expect(failed.report.failed).toHaveLength(1);
    expect(failed.report.failed.every(({ log }) => existsSync(log))).toBe(true);
    // No more processes than there are cells.
    const { entries, report, events } = await run(store, [cell], {
      workers: 4,
      registryModule: worksOnce("return { tables: {}, outcomes: {} }"),
    });
    expect(processesIn(events)).toBe(1);
    expect(entries[0]?.reason).toBe("failed before");
    expect(report.done).toBe(1);
    expect(readFailure(store, entries[0]!.key)).toBeNull();
    expect(existsSync(failed.report.failed[0]!.log)).toBe(false);
  });

  it("lets no other start with failFast", async () => {
    const cells = [cellOf("test-throw", {}), ...cellsOf("test-point", 5)];
    const { report } = await runHere(freshStore(), cells, { workers: 1, failFast: true });
    expect(report).toMatchObject({ done: 0, left: 5 });
    expect(report.failed).toHaveLength(1);
  });

  it("keeps its old result from passing for a forced one", async () => {
    const store = freshStore();
    const root = temporaryFolder();
    const cell = cellOf("test-point", { seed: 1 });
    await runHere(store, [cell]);
    const crashing = join(root, "works.mjs");
    writeFileSync(crashing, worksText("test-point", "process.exit(9)"));
    const { entries } = planCells([cell], store, null, { identity, force: true });
    const report = await runCells({ entries, workers: 1, store, registryModule: crashing });
    expect(report.failed.map(({ message }) => message)).toEqual([
      expect.stringContaining("exited with code 9"),
    ]);
  });
});

describe("a failure of the environment", () => {
  it("ends the run, isn't held against the cell, and keeps what was finished", async () => {
    const store = freshStore();
    const cells = [...cellsOf("test-point", 2), cellOf("test-no-data", {}), ...cellsOf("test-slow", 5)];
    const entries = entriesOf(store, cells);
    const running = runCellsHere({ entries, workers: 1, store });
    await expect(running).rejects.toMatchObject({
      code: exitCode.environment,
      message: "train-images is missing.",
    });
    expect(surveyCells(store, entries).finished).toHaveLength(2);
    expect(entriesOf(store, cells).map(({ reason }) => reason)).not.toContain("failed before");
  });

  it("is a want of files to open: one error, not one a cell", async () => {
    const cells = [cellOf("test-many-files", {}), ...cellsOf("test-slow", 5)];
    const entries = entriesOf(freshStore(), cells);
    const running = runCellsHere({ entries, workers: 1, store: freshStore() });
    await expect(running).rejects.toMatchObject({
      code: exitCode.environment,
      message: expect.stringContaining("too many files are open"),
    });
  });

  it("is a folder that is removed while cells are computed, and it isn't revived", async () => {
    const store = freshStore();
    const entries = entriesOf(store, cellsOf("test-slow", 50));
    const onEvent = (event: RunEvent) => {
      if (event.type === "done") renameSync(store.resultsRoot, `${store.resultsRoot}-elsewhere`);
    };
    const running = runCellsHere({ entries, workers: 2, store, onEvent });
    await expect(running).rejects.toMatchObject({
      code: exitCode.environment,
      message: expect.stringContaining("removed or renamed"),
    });
    expect(existsSync(store.resultsRoot)).toBe(false);
  });

  it("is a place for results that can't be written", async () => {
    const store = freshStore();
    const cells = cellsOf("test-point", 3);
    const entries = entriesOf(store, cells);
    // A file where the cell's folder should be: that fails for every user, root included.
    for (const { key } of entries) writeFileSync(join(store.folder, key.slice(0, 2)), "");
    const running = runCellsHere({ entries, workers: 2, store });
    await expect(running).rejects.toMatchObject({
      code: exitCode.environment,
      message: expect.stringContaining("--out"),
    });
  });
});

describe("the works' module", () => {
  it("that can't be loaded ends the run with its own error", async () => {
    const missing = join(temporaryFolder(), "missing.mjs");
    await expect(
      runHere(freshStore(), cellsOf("test-point", 3), { workers: 1, registryModule: missing }),
    ).rejects.toThrow(/missing\.mjs/);
  });

  it("that ends its process is tried again, but not for ever", async () => {
    const path = join(temporaryFolder(), "ending.mjs");
    writeFileSync(path, 'console.error("no luck"); process.exit(5);');
    const running = run(freshStore(), cellsOf("test-point", 3), { workers: 1, registryModule: path });
    await expect(running).rejects.toThrow(/exited with code 5 before it was ready.\nno luck/);
  });
});

describe("what a cell prints", () => {
  it("goes to that cell's log alone; and one whose process died after storing it hasn't failed", async () => {
    const store = freshStore();
    const cells = [
      cellOf("test-point", { seed: 1 }),
      cellOf("test-print", { seed: 2 }),
      cellOf("test-point", { seed: 3 }),
      cellOf("test-mute", { seed: 4 }),
      cellOf("test-point", { seed: 5 }),
    ];
    const { entries, report, events } = await run(store, cells, { workers: 1 });
    const logs = entries.map(({ key }) => cellPath(store, key, ".log"));
    expect(logs.map(existsSync)).toEqual([false, true, false, false, false]);
    expect(readFileSync(logs[1]!, "utf8")).toBe("on standard output\non standard error\n");
    expect(report).toEqual({ done: 5, found: 0, failed: [], left: 0 });
    // The one that died and the one in its place.
    expect(processesIn(events)).toBe(2);
  });
});

describe("a worker without the address space that it wants", () => {
  it("is replaced by one that can do with less, and so are all after it", async () => {
    const cells = ["a", "b", "c"].map((name, seed) => cellOf("test-space", { seed, name }));
    const { report, events } = await run(freshStore(), cells, { workers: 1 });
    expect(report).toEqual({ done: 3, found: 0, failed: [], left: 0 });
    expect(events.filter(({ type }) => type === "started")).toHaveLength(3);
  });
});

describe("stopping", () => {
  it("lets the running cells finish and starts no others", async () => {
    const store = freshStore();
    const stop = new AbortController();
    const startedCells: unknown[] = [];
    const onEvent = (event: RunEvent) => {
      if (event.type !== "started") return;
      startedCells.push(event.entry.cell);
      if (startedCells.length === 4) stop.abort();
    };
    const { entries, report } = await runHere(store, cellsOf("test-slow", 20), {
      stop: stop.signal,
      onEvent,
    });
    expect(report).toEqual({ done: 4, found: 0, failed: [], left: 16 });
    const finished = surveyCells(store, entries).finished.map(({ cell }) => cell);
    expect(finished).toHaveLength(4);
    expect(new Set(finished)).toEqual(new Set(startedCells));
  });

  it("at once loses the running cells and nothing else", async () => {
    const store = freshStore();
    const kill = new AbortController();
    let hanging = 0;
    const onEvent = (event: RunEvent) => {
      if (event.type === "started" && event.entry.cell.work === "test-hang") hanging += 1;
      if (hanging === 2) kill.abort();
    };
    const cells = [...cellsOf("test-point", 4), ...cellsOf("test-hang", 8)];
    const { entries, report } = await run(store, cells, { kill: kill.signal, onEvent });
    expect(report).toEqual({ done: 4, found: 0, failed: [], left: 8 });
    expect(surveyCells(store, entries).finished).toHaveLength(4);
    expect(entriesOf(store, cells).map(({ reason }) => reason)).not.toContain("failed before");
  });

  it("before the start computes nothing", async () => {
    const { report } = await run(freshStore(), cellsOf("test-point", 3), { stop: AbortSignal.abort() });
    expect(report).toEqual({ done: 0, found: 0, failed: [], left: 3 });
  });
});
