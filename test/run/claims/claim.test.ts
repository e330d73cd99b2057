import { type ChildProcess, spawn } from "node:child_process";
import * as fileSystem from "node:fs";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../../src/errors.ts";
import { type Claimant, claimFile } from "../../../src/run/claims/claim.ts";
import { ownIdentity } from "../../../src/run/claims/process-identity.ts";
import { createWitness } from "../../../src/run/claims/witness.ts";
import type { Store } from "../../../src/run/store/store.ts";
import { type Files, systemFiles } from "../../../src/run/store/whole-file.ts";
import { bundleOf } from "../driver.ts";
import { claimantOf, freshStore } from "../helpers.ts";
import { fakeClock } from "./fake-clock.ts";

const nextLine = (child: ChildProcess) =>
  new Promise<string>((resolve) => child.stdout!.once("data", (data) => resolve(String(data).trim())));
const ended = (child: ChildProcess) => new Promise((resolve) => child.once("exit", resolve));

/** No system gives out this process number: Linux ends at 2^22, others below. */
const deadHere = { ...ownIdentity(), pid: 2147483646, id: "00000000deadbeef", command: "ebm sweep fig3a" };
const elsewhere = { ...deadHere, host: "node3", boot: "another boot", pid: 1, id: "00000000cafecafe" };

/** A claim as somebody has left it. */
const leaveClaim = (store: Store, content: string): string => {
  const path = join(store.folder, "what.claim");
  writeFileSync(path, content);
  return path;
};

describe("a claim", () => {
  it("is held by one, and free again when released", () => {
    const store = freshStore();
    const path = join(store.folder, "what.claim");
    const [first, second] = [claimantOf(store, "first"), claimantOf(store, "second")];
    const claim = claimFile(first, path);
    expect(claim).toMatchObject({ state: "held", from: null });
    expect(claimFile(second, path)).toMatchObject({ state: "busy", holder: { command: "first" } });
    if (claim.state === "held") claim.release();
    expect(existsSync(path)).toBe(false);
    expect(claimFile(second, path)).toMatchObject({ state: "held" });
    if (claim.state === "held") claim.release();
    expect(existsSync(path)).toBe(true);
  });

  it("costs less than 2 ms a cell, by the median of 300", () => {
    const store = freshStore();
    const claimant = claimantOf(store);
    const times = Array.from({ length: 300 }, (_, cell) => {
      const start = performance.now();
      const claim = claimFile(claimant, join(store.folder, `${cell}.claim`));
      if (claim.state === "held") claim.release();
      return performance.now() - start;
    });
    expect(times.toSorted((a, b) => a - b)[150]).toBeLessThan(2);
  });

  it("is taken over at once from a process of this machine that is gone", () => {
    const store = freshStore();
    const path = leaveClaim(store, JSON.stringify(deadHere));
    const own = claimantOf(store);
    expect(claimFile(own, path)).toMatchObject({ state: "held", from: { command: "ebm sweep fig3a" } });
    expect(readdirSync(store.folder).filter((name) => name.includes("claim"))).toEqual(["what.claim"]);
    expect(readFileSync(path, "utf8")).toContain(own.holder.id);
  });

  it("isn't taken over from a process with another start time's number, only from the earlier one", () => {
    const store = freshStore();
    const path = leaveClaim(store, JSON.stringify({ ...deadHere, ...ownIdentity(), start: "1" }));
    if (ownIdentity().start === null) return expect(claimFile(claimantOf(store), path).state).toBe("busy");
    return expect(claimFile(claimantOf(store), path).state).toBe("held");
  });

  it("creates nothing but exclusively, and makes no link", () => {
    const made: string[] = [];
    const files = {
      ...fileSystem,
      openSync: (path, flags) => {
        if (flags !== "r") made.push(String(flags));
        return fileSystem.openSync(path, flags!);
      },
    } as Files;
    const claimant = claimantOf(freshStore(files));
    made.length = 0;
    claimFile(claimant, join(claimant.store.folder, "what.claim"));
    expect(made).toEqual(["wx"]);
    expect("linkSync" in ({} as Files)).toBe(false);
  });

  it.each(["ENOSPC", "EDQUOT"])(
    "that can't be written (%s) is an error of the environment and leaves nothing",
    (code) => {
      const { resultsRoot, folder } = freshStore();
      const files = {
        ...fileSystem,
        writeFileSync: () => {
          throw Object.assign(new Error(code), { code });
        },
      } as Files;
      const store = { resultsRoot, folder, files };
      const own = claimantOf(freshStore());
      const path = join(folder, "what.claim");
      expect(() => claimFile({ ...own, store }, path)).toThrowError(
        expect.objectContaining({ code: exitCode.environment }),
      );
      expect(existsSync(path)).toBe(false);
    },
  );
});

describe("a claim of another machine", () => {
  const watched = (content: string) => {
    const store = freshStore();
    const clock = fakeClock();
    const claimant: Claimant = { ...claimantOf(store), witness: createWitness(store, clock, 45) };
    const path = leaveClaim(store, content);
    mkdirSync(join(store.folder, "present"), { recursive: true });
    const presence = join(store.folder, "present", elsewhere.id);
    const stateAfter = (seconds: number) => {
      clock.advance(seconds);
      return claimFile(claimant, path).state;
    };
    return { presence, stateAfter };
  };

  it("stands for as long as its counter goes on", () => {
    const { presence, stateAfter } = watched(JSON.stringify(elsewhere));
    for (let beat = 0; beat < 10; beat += 1) {
      writeFileSync(presence, ".".repeat(beat));
      expect(stateAfter(44)).toBe("busy");
    }
  });

  it("is taken over when its counter has stood still for the stated time of our own clock", () => {
    const { presence, stateAfter } = watched(JSON.stringify(elsewhere));
    writeFileSync(presence, "...");
    expect([stateAfter(0), stateAfter(30), stateAfter(14)]).toEqual(["busy", "busy", "busy"]);
    expect(stateAfter(1)).toBe("held");
  });

  it("starts anew when the counter moves, however little", () => {
    const { presence, stateAfter } = watched(JSON.stringify(elsewhere));
    writeFileSync(presence, "...");
    stateAfter(0);
    writeFileSync(presence, "....");
    expect([stateAfter(44), stateAfter(44)]).toEqual(["busy", "busy"]);
    expect(stateAfter(1)).toBe("held");
  });

  it("with the number of a process of ours is not believed to be that one", () => {
    const { stateAfter } = watched(JSON.stringify({ ...elsewhere, pid: process.pid }));
    expect(stateAfter(0)).toBe("busy");
    expect(stateAfter(45)).toBe("held");
  });

  it.each([
    ["of a container of this machine", { ...deadHere, namespace: "pid:[1]" }],
    ["of an earlier boot", { ...deadHere, boot: "earlier" }],
  ])("or %s is not judged by process numbers", (_what, holder) => {
    const { stateAfter } = watched(JSON.stringify(holder));
    expect(stateAfter(0)).toBe("busy");
    expect(stateAfter(45)).toBe("held");
  });

  it.each(["", "null", "7", "[]", "{", '{"pid": "x"}', '{"id": "../../etc", "pid": 1}', "\u0000".repeat(99)])(
    "that is damaged (%j) neither hangs nor is trusted: it counts as gone when it stays so",
    (content) => {
      const { stateAfter } = watched(content);
      expect(stateAfter(0)).toBe("busy");
      expect(stateAfter(44)).toBe("busy");
      expect(stateAfter(1)).toBe("held");
    },
  );
});

describe("the takeover of a stale claim", () => {
  it("is won by exactly one of the processes that see it", async () => {
    const count = 4;
    const store = freshStore();
    const path = leaveClaim(store, JSON.stringify(deadHere));
    const contender = await bundleOf("contender.mjs");
    const children = Array.from({ length: count }, () =>
      spawn(process.execPath, [contender, store.resultsRoot, path]),
    );
    await Promise.all(children.map(nextLine));
    const answers = children.map(nextLine);
    for (const child of children) child.stdin.write("go\n");
    expect((await Promise.all(answers)).sort()).toEqual([...Array(count - 1).fill("busy"), "held"]);
    const ends = children.map(ended);
    for (const child of children) child.stdin.end();
    await Promise.all(ends);
    expect(readdirSync(store.folder).filter((name) => name.includes("claim"))).toEqual([]);
    expect(readdirSync(join(store.folder, "present"))).toEqual([]);
  });

  /** Tries to take a stale claim over, and lets another try around the moment when the first does `operation` on it. */
  const interleave = (operation: "readFileSync" | "unlinkSync", when: "before" | "after") => {
    const store = freshStore();
    const path = leaveClaim(store, JSON.stringify(deadHere));
    const results: string[] = [];
    const attempt = (name: string, files: Files) => {
      const claim = claimFile({ ...claimantOf(store, name), store: { ...store, files } }, path);
      results.push(claim.state === "held" ? `${name} holds` : `${name} sees ${claim.holder?.command}`);
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
  };

  it("is left to the other, which took it over after the first had seen the stale one", () => {
    const { results, holder } = interleave("readFileSync", "after");
    expect(results).toEqual(["other holds", "first sees other"]);
    expect(holder).toBe("other");
  });

  it("is refused to the other while the first is about to remove the stale one", () => {
    const { results, holder } = interleave("unlinkSync", "before");
    expect(results).toEqual(["other sees ebm sweep fig3a", "first holds"]);
    expect(holder).toBe("first");
  });

  it("is left to the other, which came when the stale one was just removed", () => {
    const { results, holder } = interleave("unlinkSync", "after");
    expect(results).toEqual(["other holds", "first sees other"]);
    expect(holder).toBe("other");
  });
});
