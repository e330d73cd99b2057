import { describe, expect, it } from "vitest";
import type { Row } from "../../src/rows/row.ts";
import { compareConfigs } from "../../src/sweep/compare/compare-configs.ts";
import { compareNumbers, standardErrorsOf } from "../../src/sweep/compare/compare-numbers.ts";

describe("two configs", () => {
  it("differ in the fields that aren't equal, or that one of them lacks", () => {
    const first = { loss: "a", network: { sizes: [1, 2], activation: "relu" }, seeds: [0] };
    const second = {
      loss: "a",
      network: { sizes: [1, 3], activation: "relu" },
      seeds: [0],
      dataset: { dir: null },
    };
    expect(compareConfigs(first, second)).toEqual([
      { path: "dataset.dir", values: [undefined, null] },
      {
        path: "network.sizes",
        values: [
          [1, 2],
          [1, 3],
        ],
      },
    ]);
    expect(compareConfigs(first, first)).toEqual([]);
  });
});

const table = (keys: readonly string[], rows: readonly Row[]) => ({ keys, measures: ["d"], rows });
const seeds = (values: readonly number[], more: Row = {}, from = 0) =>
  values.map((d, index) => ({ ...more, seed: from + index, d }));

describe("two results", () => {
  it("with the same seeds are compared seed by seed", () => {
    // Differences 1, 2, 3: mean 2, sd 1, standard error 1/√3; the seeds' own spread doesn't matter.
    const [found] = compareNumbers(
      table([], seeds([10, 200, 3000])),
      table([], seeds([11, 202, 3003])),
    ).compared;
    expect(found).toMatchObject({ paired: true, counts: [3, 3], difference: 2 });
    expect(found!.standardError).toBeCloseTo(1 / Math.sqrt(3), 12);
  });

  it("that share some seeds are compared on those alone", () => {
    // Seeds 1, 2 and 3 are in both, with differences 1, 2 and 3; the others would hide them.
    const [found] = compareNumbers(
      table([], seeds([9000, 10, 200, 3000])),
      table([], seeds([11, 202, 3003, -5000, 70], {}, 1)),
    ).compared;
    expect(found).toMatchObject({ paired: true, counts: [3, 3], difference: 2 });
    expect(found!.means[0]).toBeCloseTo(1070, 10);
    expect(found!.standardError).toBeCloseTo(1 / Math.sqrt(3), 12);
  });

  it("of Fig. 3A, λ = 0.1, seeds 0 to 19 with 50 steps and 0 to 7 with 500: −5.2 standard errors, where unpaired ones hide it", () => {
    // From `ebm run fig3a` and `ebm run fig3a --set seeds=0..7 --set inference.steps=500`, to four digits. (With the random streams of
    // before it was −9.8 against 1.07.)
    const [fifty, fiveHundred] = [
      [
        ...[0.3039, 0.2336, 0.2517, 0.6294, 0.2178, 0.2394, 0.4176, 0.3086, 0.1941, 0.3024],
        ...[0.2216, 0.5041, 0.1641, 0.2446, 0.2326, 0.2657, 0.3292, 0.1931, 0.2252, 0.1881],
      ],
      [0.2148, 0.1442, 0.1493, 0.6492, 0.1243, 0.127, 0.2954, 0.1546],
    ];
    const [found] = compareNumbers(table([], seeds(fifty!)), table([], seeds(fiveHundred!))).compared;
    expect(found).toMatchObject({ paired: true, counts: [8, 8] });
    // The mean of eight differences and their standard deviation / √8, by hand.
    expect(found!.difference).toBeCloseTo(-0.0929, 4);
    expect(standardErrorsOf(found!)).toBeCloseTo(5.21, 2);
    // As if no seed were shared: (0.2323 − 0.2833) / √(0.1149²/20 + 0.1779²/8).
    const [apart] = compareNumbers(
      table([], seeds(fifty!)),
      table([], seeds(fiveHundred!, {}, 100)),
    ).compared;
    expect(apart).toMatchObject({ paired: false });
    expect(standardErrorsOf(apart!)).toBeCloseTo(0.75, 2);
  });

  it("that share a single seed among others are not paired: one difference says nothing", () => {
    const [found] = compareNumbers(table([], seeds([1, 2, 3])), table([], seeds([4, 6, 8], {}, 2))).compared;
    expect(found).toMatchObject({ paired: false, means: [2, 6] });
  });

  it("a difference that all seeds have alike is not infinitely many standard errors", () => {
    const [found] = compareNumbers(table([], seeds([50, 50])), table([], seeds([500, 500]))).compared;
    expect(found).toMatchObject({ difference: 450, standardError: 0 });
    expect(standardErrorsOf(found!)).toBeNull();
  });

  it("with other seeds are compared by both spreads", () => {
    // Means 2 and 6, variances 1 and 4: standard error √(1/3 + 4/3).
    const [found] = compareNumbers(
      table([], seeds([1, 2, 3])),
      table([], seeds([4, 6, 8], {}, 100)),
    ).compared;
    expect(found).toMatchObject({ paired: false, means: [2, 6], difference: 4 });
    expect(found!.standardError).toBeCloseTo(Math.sqrt(5 / 3), 12);
  });

  it("have no standard error where one has a single observation", () => {
    const [found] = compareNumbers(table([], seeds([1])), table([], seeds([3]))).compared;
    expect(found).toMatchObject({ difference: 2, standardError: null });
  });

  it("are matched by the keys that both have, and a key of one alone makes several comparisons", () => {
    const first = table(["lambda"], [...seeds([1], { lambda: 0.1 }), ...seeds([2], { lambda: 1 })]);
    const second = table(
      ["f", "lambda"],
      [
        ...seeds([1], { f: "relu", lambda: 0.1 }),
        ...seeds([5], { f: "tanh", lambda: 0.1 }),
        ...seeds([6], { f: "tanh", lambda: 10 }),
      ],
    );
    const { compared, only } = compareNumbers(first, second);
    expect(compared.map(({ at, difference }) => [at, difference])).toEqual([
      [{ lambda: 0.1, f: "relu" }, 0],
      [{ lambda: 0.1, f: "tanh" }, 4],
    ]);
    expect(only).toEqual([1, 1]);
  });
});
