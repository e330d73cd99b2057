import { describe, expect, it } from "vitest";
import { estimateTimeLeft, oneOfEachFirst } from "../../src/figure/run/time-left.ts";
import type { Settings } from "../../src/rows/settings.ts";
import type { Entry } from "../../src/run/plan.ts";

const entry = (work: string, settings: Settings, expected?: number): Entry => ({
  cell: { work, settings, uses: [], label: "" },
  key: JSON.stringify([work, settings]),
  state: "todo",
  reason: "new",
  ...(expected !== undefined && { expected }),
});

/** One worker that computes cells one after another on a clock of its own. */
const run = (entries: readonly Entry[], workers = 1) => {
  let time = 0;
  const clock = { now: () => time, every: () => () => {} };
  const left = estimateTimeLeft(entries, () => workers, clock);
  return {
    seconds: left.seconds,
    isKnown: left.isKnown,
    begin: (index: number) => left.onEvent({ type: "started", entry: entries[index]!, pid: 1 }),
    wait: (seconds: number) => {
      time += seconds;
    },
    finish: (index: number) => left.onEvent({ type: "done", entry: entries[index]!, seconds: 0 }),
  };
};

describe("estimateTimeLeft", () => {
  it("counts each remaining cell as one of its kind took: the mean over all would be far off", () => {
    const quick = Array.from({ length: 100 }, (_, seed) => entry("nudge", { seed }));
    const slow = [0, 1, 2].map((seed) => entry("training", { seed }));
    const { begin, wait, finish, seconds } = run([...quick, ...slow]);
    for (let index = 0; index < 101; index += 1) {
      begin(index);
      wait(index < 100 ? 0.01 : 30);
      finish(index);
    }
    expect(seconds()).toBeCloseTo(60, 9);
  });

  it("is known of a hundred thousand cells when ten have ended, of few when one has: a worker's first takes longer", () => {
    for (const [cells, needed] of [
      [100_000, 10],
      [5000, 5],
      [1000, 1],
      [2, 1],
    ] as const) {
      const { begin, finish, isKnown } = run(
        Array.from({ length: cells }, (_, seed) => entry("nudge", { seed })),
      );
      for (let index = 0; index < needed; index += 1) {
        expect(isKnown(), `${index} of ${cells}`).toBe(false);
        begin(index);
        finish(index);
      }
      expect(isKnown(), `${needed} of ${cells}`).toBe(true);
    }
  });

  it("is unknown as long as no cell of a work that remains has ended", () => {
    const { begin, wait, finish, seconds } = run([
      entry("nudge", { seed: 0 }),
      entry("training", { seed: 0 }),
    ]);
    expect(seconds()).toBeNull();
    begin(0);
    wait(1);
    finish(0);
    expect(seconds()).toBeNull();
  });

  it("tells cells apart by what isn't a number, and falls back on the same work", () => {
    const { begin, wait, finish, seconds } = run([
      entry("training", { solver: "euler", seed: 0 }),
      entry("training", { solver: "euler", seed: 1 }),
      entry("training", { solver: "equilibrium", seed: 0 }),
      entry("training", { solver: "equilibrium", seed: 1 }),
    ]);
    begin(0);
    wait(8);
    finish(0);
    expect(seconds()).toBe(24);
    begin(2);
    wait(2);
    finish(2);
    expect(seconds()).toBe(8 + 2);
  });

  it("shares the work among the workers, and takes off what running cells have done", () => {
    const { begin, wait, finish, seconds } = run(
      [0, 1, 2, 3, 4].map((seed) => entry("training", { seed })),
      2,
    );
    begin(0);
    wait(10);
    finish(0);
    begin(1);
    begin(2);
    wait(4);
    expect(seconds()).toBe((4 * 10 - 2 * 4) / 2);
    wait(100); // longer than expected: no cell counts less than nothing
    expect(seconds()).toBe((2 * 10) / 2);
  });

  it("is known as soon as one of each kind has ended, which come first, and then right from the start", () => {
    const cost = (name: string) => ({ nudge: 0.05, euler: 9, equilibrium: 4 })[name] ?? 0;
    const entries = oneOfEachFirst([
      ...Array.from({ length: 40 }, (_, seed) => entry("nudge", { name: "nudge", seed })),
      ...[0, 1, 2, 3].map((seed) => entry("training", { name: "euler", seed })),
      ...[0, 1, 2, 3].map((seed) => entry("training", { name: "equilibrium", seed })),
    ]);
    const names = entries.map(({ cell }) => String(cell.settings.name));
    expect(names.slice(0, 4)).toEqual(["nudge", "euler", "equilibrium", "nudge"]);
    const { begin, wait, finish, seconds, isKnown } = run(entries);
    const known = names.map((name, index) => {
      begin(index);
      wait(cost(name));
      finish(index);
      return isKnown();
    });
    expect(known.indexOf(true)).toBe(2);
    const again = run(entries);
    for (const index of [0, 1, 2]) {
      again.begin(index);
      again.wait(cost(names[index]!));
      again.finish(index);
    }
    const rest = names.slice(3).reduce((sum, name) => sum + cost(name), 0);
    expect(again.seconds()).toBeCloseTo(rest, 9);
    expect(seconds()).toBe(0);
  });

  it("is known before the first cell where all were timed before, and corrected by those that end", () => {
    const entries = [
      ...[0, 1, 2, 3].map((seed) => entry("nudge", { name: "nudge", seed }, 0.5)),
      ...[0, 1].map((seed) => entry("training", { name: "euler", seed }, 9)),
    ];
    expect(oneOfEachFirst(entries)).toEqual(entries);
    const { begin, wait, finish, seconds, isKnown } = run(entries);
    expect(isKnown()).toBe(true);
    expect(seconds()).toBe(4 * 0.5 + 2 * 9);
    begin(0);
    wait(1); // twice what was expected: the others will be as slow
    finish(0);
    expect(seconds()).toBe(3 * 1 + 2 * 18);
    begin(4);
    wait(10); // but what has ended of a kind is surer
    finish(4);
    expect(seconds()).toBe(3 * 1 + 10);
  });
});
