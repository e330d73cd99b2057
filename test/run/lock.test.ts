import { type ChildProcess, spawn } from "node:child_process";
import * as fileSystem from "node:fs";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { lockFolder } from "../../src/run/lock.ts";
import { isRunning, ownIdentity } from "../../src/run/process-identity.ts";
import { type Files, systemFiles } from "../../src/run/whole-file.ts";
import { temporaryFolder } from "./helpers.ts";

const contender = fileURLToPath(new URL("./fixtures/contender.mjs", import.meta.url));
const unheard = (line: string): never => {
  throw new Error(`unexpected notice: ${line}`);
};
const nextLine = (child: ChildProcess) =>
  new Promise<string>((resolve) => child.stdout!.once("data", (data) => resolve(String(data).trim())));
const ended = (child: ChildProcess) => new Promise((resolve) => child.once("exit", resolve));

/** A lock as a process leaves it that is killed. */
function leaveLock(folder: string, holder: object): string {
  const path = join(folder, ".lock");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify({ count: 1, command: "ebm sweep fig3a", ...holder }));
  return path;
}

describe("lockFolder", () => {
  it("makes the folder, holds it, and leaves nothing when released", () => {
    const folder = join(temporaryFolder(), "a", "b");
    const lock = lockFolder(folder, "ebm run fig3a", unheard);
    expect(readdirSync(folder)).toEqual([".lock"]);
    lock.release();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(folder, "ebm run fig3a", unheard).release();
  });

  it("refuses a second writer, naming the first", () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder, "ebm run fig3a", unheard);
    expect(() => lockFolder(folder, "ebm run fig3b", unheard)).toThrowError(
      expect.objectContaining({
        code: exitCode.environment,
        message: expect.stringContaining(`process ${process.pid} (ebm run fig3a)`),
      }),
    );
    expect(existsSync(join(folder, ".lock"))).toBe(true);
    lock.release();
  });

  it("takes over from a process that is gone, and says so", () => {
    const folder = temporaryFolder();
    leaveLock(folder, { pid: 2147483646, start: null });
    const lines: string[] = [];
    lockFolder(folder, "ebm run fig3a", (line) => lines.push(line));
    expect(lines).toEqual([
      expect.stringMatching(/process 2147483646 \(ebm sweep fig3a\), which is gone: taking it over/),
    ]);
    expect(JSON.parse(readFileSync(join(folder, ".lock"), "utf8")).pid).toBe(process.pid);
    expect(readdirSync(folder)).toEqual([".lock"]);
  });

  it("doesn't release what another has taken", () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder, "ebm run fig3a", unheard);
    const path = leaveLock(folder, { pid: 1, start: "another" });
    lock.release();
    expect(existsSync(path)).toBe(true);
  });

  it("doesn't guess at a lock that it can't read", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".lock"), "");
    expect(() => lockFolder(folder, "ebm run fig3a", unheard)).toThrow(/remove that file/);
  });

  it("says when the folder can't be made", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(() => lockFolder(join(file, "fig3a"), "ebm run fig3a", unheard)).toThrowError(
      expect.objectContaining({ code: exitCode.environment }),
    );
  });

  it("works on file systems without links", () => {
    const folder = temporaryFolder();
    const linkSync = (): never => {
      throw Object.assign(new Error("not supported"), { code: "EPERM" });
    };
    const files = { ...fileSystem, linkSync };
    const lock = lockFolder(folder, "ebm run fig3a", unheard, files);
    expect(() => lockFolder(folder, "ebm run fig3b", unheard, files)).toThrow(
      `process ${process.pid} (ebm run fig3a)`,
    );
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is won by exactly one of the processes that see the same stale lock", async () => {
    const rounds = 2;
    const count = 6;
    for (let round = 0; round < rounds; round += 1) {
      const folder = temporaryFolder();
      leaveLock(folder, { pid: 2147483646, start: null });
      const children = Array.from({ length: count }, () => spawn(process.execPath, [contender, folder]));
      await Promise.all(children.map(nextLine));
      const answers = children.map(nextLine);
      for (const child of children) child.stdin.write("go\n");
      expect((await Promise.all(answers)).sort()).toEqual(["held", ...Array(count - 1).fill("refused")]);
      const ends = children.map(ended);
      for (const child of children) child.stdin.end();
      await Promise.all(ends);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

describe("the takeover of a stale lock, with another writer that comes", () => {
  /** Tries to lock a stale folder, and lets another try around the moment when the first does `operation` on the lock. */
  function interleave(operation: "readFileSync" | "unlinkSync", when: "before" | "after") {
    const folder = temporaryFolder();
    const path = leaveLock(folder, { pid: 2147483646, start: null });
    const results: string[] = [];
    const attempt = (name: string, files: Files) => {
      try {
        lockFolder(folder, name, () => {}, files);
        results.push(`${name} holds`);
      } catch (error) {
        results.push(`${name} refused: ${(error as Error).message.split("\n")[0]}`);
      }
    };
    let come = false;
    const intercept = (target: unknown, act: () => unknown): unknown => {
      const now = target === path && !come;
      if (now) come = true;
      if (now && when === "before") attempt("other", fileSystem);
      const result = act();
      if (now && when === "after") attempt("other", fileSystem);
      return result;
    };
    const real = systemFiles[operation] as (...parameters: unknown[]) => unknown;
    const replaced = (...parameters: unknown[]) => intercept(parameters[0], () => real(...parameters));
    attempt("first", { ...fileSystem, [operation]: replaced } as Files);
    const holder = (JSON.parse(readFileSync(path, "utf8")) as { command: string }).command;
    return { results, holder };
  }

  it("leaves the folder to the other, which took it over after the first had seen the stale lock", () => {
    const { results, holder } = interleave("readFileSync", "after");
    expect(results).toEqual(["other holds", expect.stringMatching(/^first refused: .*\(other\)/)]);
    expect(holder).toBe("other");
  });

  it("refuses the other while the first is about to remove the stale lock", () => {
    const { results, holder } = interleave("unlinkSync", "before");
    expect(results).toEqual([expect.stringMatching(/^other refused: .*\(first\)/), "first holds"]);
    expect(holder).toBe("first");
  });

  it("leaves the folder to the other, which came when the stale lock was just removed", () => {
    const { results, holder } = interleave("unlinkSync", "after");
    expect(results).toEqual(["other holds", expect.stringMatching(/^first refused: .*\(other\)/)]);
    expect(holder).toBe("other");
  });
});

describe("a process's identity", () => {
  it("is that of a running process, until it ends", async () => {
    expect(isRunning(ownIdentity())).toBe(true);
    const child = spawn(process.execPath, [contender, temporaryFolder()]);
    await nextLine(child);
    expect(isRunning({ pid: child.pid!, start: null })).toBe(true);
    child.kill("SIGKILL");
    await ended(child);
    expect(isRunning({ pid: child.pid!, start: null })).toBe(false);
  });

  // Only Linux tells when a process began.
  for (const { pid } of [ownIdentity()].filter(({ start }) => start !== null)) {
    it("isn't that of an earlier process with the same number", () => {
      expect(isRunning({ pid, start: "another boot:1" })).toBe(false);
    });
  }
});
