import * as fileSystem from "node:fs";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { placeName } from "../../src/run/claims/process-identity.ts";
import { cellKey } from "../../src/run/identity.ts";
import {
  cellPath,
  lookUpCell,
  openStore,
  prepareStore,
  readRows,
  readSettings,
  writeCell,
} from "../../src/run/store/store.ts";
import { type Files, makeLastingFolder } from "../../src/run/store/whole-file.ts";
import { cellOf, freshStore, identity, temporaryFolder } from "./helpers.ts";

const cell = cellOf("w", { seed: 1 });
const key = cellKey(cell, identity);
const rows = [
  { seed: 1, value: 0.1, kind: 'λ, "quoted"\nand broken' },
  { seed: 1, value: null, kind: "" },
];
const result = { tables: { main: rows, empty: [] }, outcomes: { converged: 2 } };

const filledStore = () => {
  const store = freshStore();
  writeCell(store, key, cell, result, 0.25);
  return { store, path: cellPath(store, key, ".jsonl") };
};

const filesIn = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

const failing = (operation: keyof Files, code: string): Files => {
  const fail = (): never => {
    throw Object.assign(new Error(`${code}: simulated`), { code });
  };
  return { ...fileSystem, [operation]: fail };
};

describe("a stored cell", () => {
  it("comes back as it was", () => {
    const { store } = filledStore();
    expect(lookUpCell(store, key)).toEqual({
      state: "finished",
      cell: {
        key,
        work: "w",
        outcomes: { converged: 2 },
        seconds: 0.25,
        tables: ["main", "empty"],
      },
    });
    expect(readSettings(store, key)).toEqual({ seed: 1 });
    expect(readRows(store, key, "main")).toEqual(rows);
    expect(readRows(store, key, "empty")).toEqual([]);
    expect(readRows(store, key, "unknown")).toEqual([]);
  });

  it("is absent before it is written", () => {
    const store = openStore(temporaryFolder());
    expect(lookUpCell(store, key)).toEqual({ state: "absent" });
    expect(readRows(store, key, "main")).toBeNull();
  });

  it("is alone in its folder", () => {
    const { store, path } = filledStore();
    expect(filesIn(dirname(path))).toEqual([`${key}.jsonl`]);
    expect(filesIn(store.folder)).toHaveLength(3);
  });

  it("keeps each double to the bit", () => {
    const store = freshStore();
    const values = [5e-324, 1 / 3, 1e21, 0.1 + 0.2, Number.MAX_VALUE, -1.5];
    writeCell(store, key, cell, { tables: { main: values.map((value) => ({ value })) }, outcomes: {} }, 1);
    expect(readRows(store, key, "main")?.map((row) => row.value)).toEqual(values);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined as unknown as number])("refuses %s", (value) => {
    const store = freshStore();
    const broken = { tables: { main: [{ seed: 1 }, { loss: value }] }, outcomes: {} };
    expect(() => writeCell(store, key, cell, broken, 1)).toThrow(/Row 1 of table "main".*"loss"/);
    expect(lookUpCell(store, key).state).toBe("absent");
  });
});

describe("a file that isn't what was written", () => {
  it("never passes when cut at any byte", () => {
    const { store, path } = filledStore();
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      expect(lookUpCell(store, key).state, `${length} of ${whole.length} bytes`).toBe("damaged");
      expect(readRows(store, key, "main")).toBeNull();
    }
  });

  it("never passes with any byte altered", () => {
    const { store, path } = filledStore();
    const whole = readFileSync(path);
    for (let index = 0; index < whole.length; index += 1) {
      const altered = Buffer.from(whole);
      altered[index]! ^= 1;
      writeFileSync(path, altered);
      expect(lookUpCell(store, key).state, `byte ${index}`).toBe("damaged");
    }
  });

  it("never passes under another cell's key, or with bytes added", () => {
    const { store, path } = filledStore();
    const other = cellPath(store, `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`, ".jsonl");
    fileSystem.copyFileSync(path, other);
    expect(lookUpCell(store, other.slice(-70, -6)).state).toBe("damaged");
    fileSystem.appendFileSync(path, "\n");
    expect(lookUpCell(store, key).state).toBe("damaged");
  });

  it("is replaced by the next result", () => {
    const { store, path } = filledStore();
    writeFileSync(path, "");
    writeCell(store, key, cell, result, 0.5);
    expect(readRows(store, key, "main")).toEqual(rows);
  });
});

describe("a disk that fails", () => {
  const operations = ["openSync", "writeFileSync", "fsyncSync", "closeSync", "renameSync"] as const;

  it.each(operations)("leaves no file behind when %s finds it full", (operation) => {
    const { resultsRoot: root } = freshStore();
    const store = openStore(root, failing(operation, "ENOSPC"));
    expect(() => writeCell(store, key, cell, result, 1)).toThrowError(
      expect.objectContaining({
        code: exitCode.environment,
        message: expect.stringContaining("the disk is full"),
      }),
    );
    expect(filesIn(root).filter((name) => name.includes(key))).toEqual([]);
  });

  it.each(operations)("keeps the earlier result when %s fails", (operation) => {
    const { store } = filledStore();
    const full = { ...store, files: failing(operation, "EDQUOT") };
    expect(() => writeCell(full, key, cell, { tables: {}, outcomes: {} }, 1)).toThrow(/quota/);
    expect(readRows(store, key, "main")).toEqual(rows);
    expect(filesIn(store.folder)).toHaveLength(3);
  });

  // The device on which the system itself answers every write with ENOSPC.
  for (const device of ["/dev/full"].filter(existsSync)) {
    it(`is reported when it is ${device}`, () => {
      const store = openStore(freshStore().resultsRoot, {
        ...fileSystem,
        openSync: (path, flags) =>
          fileSystem.openSync(String(path).endsWith(".tmp") ? device : path, flags === "wx" ? "w" : flags!),
      });
      expect(() => writeCell(store, key, cell, result, 1)).toThrow(
        /the disk is full.*\n.*finished cells are kept/,
      );
      expect(lookUpCell(store, key).state).toBe("absent");
    });
  }

  it("is a bug of ours when it isn't the disk", () => {
    const store = openStore(freshStore().resultsRoot, failing("writeFileSync", "EINVAL"));
    expect(() => writeCell(store, key, cell, result, 1)).toThrow("EINVAL: simulated");
  });
});

describe("a power cut", () => {
  const secured = (seconds: number): number => {
    let count = 0;
    const fsyncSync = (descriptor: number): void => {
      count += 1;
      fileSystem.fsyncSync(descriptor);
    };
    const { resultsRoot } = freshStore();
    writeCell(openStore(resultsRoot, { ...fileSystem, fsyncSync }), key, cell, result, seconds);
    return count;
  };

  it("takes no cell of a second and more: the file, its folder and the store are secured", () => {
    expect(secured(1)).toBe(3);
  });

  it("takes no folder that was made for what must last", () => {
    const { folder } = freshStore();
    const opened = new Map<number, string>();
    const secured: (string | undefined)[] = [];
    const files: Files = {
      ...fileSystem,
      openSync: (path, ...rest) => {
        const descriptor = fileSystem.openSync(path, ...rest);
        opened.set(descriptor, String(path));
        return descriptor;
      },
      fsyncSync: (descriptor) => {
        secured.push(opened.get(descriptor));
        fileSystem.fsyncSync(descriptor);
      },
    };
    makeLastingFolder(files, join(folder, "slurm"));
    expect(secured).toEqual([folder]);
  });

  it("may damage one that is computed again before the disk would have answered", () => {
    expect(secured(0.01)).toBe(0);
  });
});

describe("a store whose folder has gone", () => {
  it("isn't revived by a cell that is stored late", () => {
    const { store } = filledStore();
    fileSystem.rmSync(store.resultsRoot, { recursive: true });
    expect(() => writeCell(store, key, cell, result, 1)).toThrowError(
      expect.objectContaining({
        code: exitCode.environment,
        message: expect.stringContaining("removed or renamed"),
      }),
    );
    expect(existsSync(store.resultsRoot)).toBe(false);
  });
});

describe("a name that was planted", () => {
  it("is never followed: a temporary file is created, not opened", () => {
    const flags: unknown[] = [];
    const store = openStore(freshStore().resultsRoot, {
      ...fileSystem,
      openSync: (path, how) => {
        if (String(path).endsWith(".tmp")) flags.push(how);
        return fileSystem.openSync(path, how!);
      },
    });
    writeCell(store, key, cell, result, 1);
    expect(new Set(flags)).toEqual(new Set(["wx"]));
  });
});

describe("prepareStore", () => {
  it("tells git to leave the store alone", () => {
    const store = openStore(temporaryFolder());
    prepareStore(store);
    expect(readFileSync(join(store.folder, ".gitignore"), "utf8")).toBe("*\n");
  });

  it("removes what dead processes left, and nothing else", () => {
    const { store, path } = filledStore();
    // No system gives out this process number: Linux ends at 2^22, others below.
    const named = (beside: string, place: string, pid: number) =>
      `${beside}.${place}-${pid}-0123456789ab.tmp`;
    const here = placeName();
    const dead = [named(path, here, 2147483646), named(join(store.folder, "output"), here, 2147483646)];
    const kept = [named(path, here, process.pid), named(path, "0a0b0c0d", 2147483646), path];
    for (const name of [...dead, ...kept.slice(0, -1)]) writeFileSync(name, "");
    prepareStore(store);
    expect([...dead, ...kept].filter(existsSync)).toEqual(kept);
  });

  it("says at once that the folder can't be written", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(() => prepareStore(openStore(file))).toThrowError(
      expect.objectContaining({ code: exitCode.environment, message: expect.stringContaining("--out") }),
    );
  });
});
