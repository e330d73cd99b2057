import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/run/clock.ts";
import { createQueue } from "../../../src/run/executor/queue.ts";
import { systemFiles } from "../../../src/run/store/whole-file.ts";
import { cellsOf, claimantOf, entriesOf, freshStore } from "../helpers.ts";

describe("cells that are handed out", () => {
  it("wait for no disk: after a power cut nobody is at work", () => {
    let secured = 0;
    const fsyncSync = (descriptor: number): void => {
      secured += 1;
      systemFiles.fsyncSync(descriptor);
    };
    const store = freshStore({ ...systemFiles, fsyncSync });
    const entries = entriesOf(store, cellsOf("waiting", 12));
    const claimant = claimantOf(store);
    secured = 0;
    const queue = createQueue(entries, claimant, systemClock, () => {});
    const keys = entries.map(() => (queue.take() as { entry: { key: string } }).entry.key);
    expect(keys).toEqual(entries.map(({ key }) => key));
    expect(secured).toBe(0);
  });
});
