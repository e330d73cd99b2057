import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { announce, readCounter, readPresences, removeGone } from "../../../src/run/claims/presence.ts";
import { fateOf, ownIdentity } from "../../../src/run/claims/process-identity.ts";
import { freshStore } from "../helpers.ts";
import { fakeClock } from "./fake-clock.ts";

describe("a presence", () => {
  it("counts the beats of its clock, names the process, and goes with it", () => {
    const store = freshStore();
    const clock = fakeClock();
    const { holder, leave } = announce(store, "ebm run fig3a", clock, 5);
    const begin = readCounter(store, holder.id);
    clock.advance(4);
    expect(readCounter(store, holder.id)).toBe(begin);
    clock.advance(11);
    expect(readCounter(store, holder.id)).toBe(begin + 3);
    expect(readPresences(store)).toEqual([holder]);
    expect(holder).toMatchObject({ ...ownIdentity(), command: "ebm run fig3a" });
    leave();
    leave();
    expect(readPresences(store)).toEqual([]);
    expect(readCounter(store, holder.id)).toBe(-1);
  });

  it("survives a folder that goes, without reviving it", () => {
    const store = freshStore();
    const clock = fakeClock();
    const { leave } = announce(store, "ebm run fig3a", clock, 5);
    rmSync(store.resultsRoot, { recursive: true });
    clock.advance(20);
    leave();
    expect(existsSync(store.resultsRoot)).toBe(false);
  });

  it("of a process that is gone is removed and named; others', and files that are none, stay", () => {
    const store = freshStore();
    const own = announce(store, "own", fakeClock()).holder;
    const put = (name: string, content: string) =>
      writeFileSync(join(store.folder, "present", name), content);
    const gone = { ...own, pid: 2147483646, id: "00000000deadbeef", command: "gone" };
    const foreign = { ...gone, host: "node3", boot: "another", id: "00000000cafecafe" };
    put(gone.id, `${JSON.stringify(gone)}\n...`);
    put(foreign.id, `${JSON.stringify(foreign)}\n.`);
    put("damaged", "null");
    expect(removeGone(store)).toEqual([gone]);
    expect(readdirSync(join(store.folder, "present")).sort()).toEqual([own.id, foreign.id, "damaged"].sort());
  });
});

describe("a process's fate", () => {
  it("is that it runs, until it has ended", async () => {
    expect(fateOf(ownIdentity())).toBe(ownIdentity().start === null ? "unknown" : "running");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const other = { ...ownIdentity(), pid: child.pid!, start: null };
    expect(fateOf(other)).toBe("unknown");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    expect(fateOf(other)).toBe("gone");
  });

  it("is unknown where its number means nothing: another boot, namespace, or host", () => {
    const known = { ...ownIdentity(), boot: "b", namespace: "n", pid: 2147483646 };
    expect(fateOf(known, known)).toBe("gone");
    expect(fateOf({ ...known, host: "other" }, known)).toBe("gone");
    expect(fateOf({ ...known, boot: "c" }, known)).toBe("unknown");
    expect(fateOf({ ...known, namespace: "m" }, known)).toBe("unknown");
    const plain = { ...known, boot: null, namespace: null };
    expect(fateOf(plain, plain)).toBe("gone");
    expect(fateOf({ ...plain, host: "other" }, plain)).toBe("unknown");
  });

  // Only Linux tells when a process began.
  it.runIf(ownIdentity().start !== null)("isn't that of an earlier process with the same number", () => {
    expect(fateOf({ ...ownIdentity(), start: "1" })).toBe("gone");
  });
});
