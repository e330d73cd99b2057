import { describe, expect, it } from "vitest";
import { failureKept, writeFailure } from "../../src/run/failure.ts";
import { asItStands, lookingOnce } from "../../src/run/store/look.ts";
import { lookUpCell, openStore, readingOnce, readRows, writeCell } from "../../src/run/store/store.ts";
import { systemFiles } from "../../src/run/store/whole-file.ts";
import { freshStore } from "./helpers.ts";

const cell = { work: "work", settings: { seed: 1 }, uses: [], label: "seed 1" };
/** Four cells in two shelves. */
const keys = ["aa0", "aa1", "bb0", "bb1"].map((start) => start.padEnd(64, "0"));
const [first, second, third, failed] = keys as [string, string, string, string];

/** A store with three cells and a failure, whose file operations are counted. */
const countedStore = () => {
  const { resultsRoot } = freshStore();
  const calls: string[] = [];
  const counted = <Call extends (...given: never[]) => unknown>(name: string, call: Call): Call =>
    ((...given) => {
      calls.push(name);
      return call(...given);
    }) as Call;
  const store = openStore(resultsRoot, {
    ...systemFiles,
    readFileSync: counted("read", systemFiles.readFileSync),
    existsSync: counted("exists", systemFiles.existsSync),
    readdirSync: counted("list", systemFiles.readdirSync),
  });
  for (const key of [first, second, third])
    writeCell(
      store,
      key,
      cell,
      { tables: { main: [{ value: 1 }], other: [{ value: 2 }] }, outcomes: {} },
      3,
      40,
    );
  writeFailure(store, failed, cell, "too large", "");
  calls.length = 0;
  return { store, calls };
};

describe("looking for many cells", () => {
  it("asks which files there are once a shelf, and for nothing else of a cell that isn't there", () => {
    const { store, calls } = countedStore();
    const standing = asItStands(store);
    const absent = ["aa2", "bb2", "cc2"].map((start) => start.padEnd(64, "0"));
    for (const key of absent) {
      expect(lookUpCell(standing, key)).toEqual({ state: "absent" });
      expect(failureKept(standing, key)).toBe(false);
    }
    expect(calls).toEqual(["list", "list", "list"]);
    expect(lookUpCell(standing, first).state).toBe("finished");
    expect(failureKept(standing, failed)).toBe(true);
    expect(calls.slice(3)).toEqual(["read", "read"]);
  });

  it("sees the store as it was, and a store that is asked afresh as it is", () => {
    const { store } = countedStore();
    const standing = asItStands(store);
    const later = "aa9".padEnd(64, "0");
    expect(lookUpCell(standing, later).state).toBe("absent");
    writeCell(store, later, cell, { tables: {}, outcomes: {} }, 1);
    expect(lookUpCell(standing, later).state).toBe("absent");
    expect(lookUpCell(asItStands(store), later).state).toBe("finished");
  });

  it("reads a cell that several look for once", () => {
    const { store, calls } = countedStore();
    const look = lookingOnce(asItStands(store));
    const measured = { outcomes: {}, seconds: 3, megabytes: 40 };
    for (const key of [first, first, third, first])
      expect(look(key)).toEqual({ state: "finished", measured });
    expect(calls.filter((call) => call === "read")).toHaveLength(2);
  });
});

describe("a store that is read once", () => {
  it("reads a cell once for all that is asked of it, also in the name of a store made of it", () => {
    const { store, calls } = countedStore();
    const read = readingOnce(store);
    expect(lookingOnce(asItStands(read))(first).state).toBe("finished");
    expect(readRows(readingOnce(read), first, "other")).toEqual([{ value: 2 }]);
    expect(readRows(read, first, "main")).toEqual([{ value: 1 }]);
    expect(readRows(read, first, "none")).toEqual([]);
    expect(calls.filter((call) => call === "read")).toHaveLength(1);
  });

  it("keeps nothing of a cell that isn't there yet", () => {
    const { store } = countedStore();
    const read = readingOnce(store);
    const later = "aa9".padEnd(64, "0");
    expect(readRows(read, later, "main")).toBeNull();
    writeCell(store, later, cell, { tables: { main: [{ value: 5 }] }, outcomes: {} }, 1);
    expect(readRows(read, later, "main")).toEqual([{ value: 5 }]);
  });
});
