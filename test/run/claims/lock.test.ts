import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { lockResult } from "../../../src/run/claims/lock.ts";
import { claimantOf, freshStore } from "../helpers.ts";

const unheard = (line: string): never => {
  throw new Error(`unexpected notice: ${line}`);
};

describe("the lock of a result", () => {
  it("lets one after the other write, whatever the result's name", async () => {
    const store = freshStore();
    const order: string[] = [];
    const write = async (name: string) => {
      const lock = await lockResult(claimantOf(store, name), "published-code/fig3a", unheard);
      order.push(`${name} begins`);
      await sleep(20);
      order.push(`${name} ends`);
      lock?.release();
    };
    await Promise.all(["a", "b", "c"].map(write));
    expect(order.filter((_, index) => index % 2 === 0).map((line) => line.replace("begins", "ends"))).toEqual(
      order.filter((_, index) => index % 2 === 1),
    );
  });

  it("of another result isn't waited for", async () => {
    const store = freshStore();
    const first = await lockResult(claimantOf(store), "fig3a", unheard);
    const second = await lockResult(claimantOf(store), "fig3b", unheard);
    expect([first, second]).not.toContain(null);
  });

  it("isn't waited for after an interrupt", async () => {
    const store = freshStore();
    await lockResult(claimantOf(store), "fig3a", unheard);
    const stop = AbortSignal.timeout(30);
    expect(await lockResult(claimantOf(store), "fig3a", unheard, stop)).toBeNull();
  });
});
