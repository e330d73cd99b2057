import { expect, it } from "vitest";
import { costsOf, tellKinds } from "../../src/run/kind.ts";
import { cellOf } from "./helpers.ts";

const { kindOf, sizeOf } = tellKinds();

const cell = (given: object) =>
  cellOf("nudge", {
    seed: 3,
    lambda: 0.1,
    solver: "euler",
    inference: { stepSize: 0.1, steps: 50 },
    ...given,
  });

it("a kind is what a cell costs: seeds and dials don't tell cells apart, words and counts do", () => {
  for (const alike of [{ seed: 4 }, { lambda: 1 }, { inference: { stepSize: 0.05, steps: 50 } }])
    expect(kindOf(cell(alike))).toBe(kindOf(cell({})));
  for (const other of [
    { solver: "equilibrium" },
    { inference: { stepSize: 0.1, steps: 51 } },
    { sizes: [784, 10] },
  ])
    expect(kindOf(cell(other))).not.toBe(kindOf(cell({})));
});

it("a kind is the JSON of its settings with 0 for all but counts, also where cells share parts, so that kept costs are found again", () => {
  const shared = {
    sizes: [784, 8, 1],
    name: 'a "word"',
    order: null,
    each: true,
    index: 7,
    absent: undefined,
  };
  const plain = (value: object, word: (text: string) => string): string =>
    JSON.stringify(value, (key, inner) => {
      if (typeof inner === "string") return word(inner);
      if (typeof inner !== "number") return inner;
      return Number.isInteger(inner) && inner >= 2 && !/seed|index|image$/i.test(key) ? inner : 0;
    });
  for (const given of [{ shared }, { shared, steps: 100 }, { shared: [shared, [shared, 3]], lambda: 2e21 }]) {
    const { work, settings } = cell(given);
    expect(kindOf({ work, settings })).toBe(`nudge ${plain(settings, (text) => text)}`);
    expect(sizeOf({ work, settings })).toBe(`nudge ${plain(settings, () => "")}`);
  }
});

it("the costs of a kind are the mean and the most time, and the most memory that was measured", () => {
  const costs = costsOf([
    { cell: cell({}), seconds: 1, megabytes: 90 },
    { cell: cell({ solver: "equilibrium" }), seconds: 7 },
    { cell: cell({ seed: 4 }), seconds: 3, megabytes: 120 },
    { cell: cell({ seed: 5 }), seconds: 5 },
  ]);
  expect(costs).toMatchObject([
    { work: "nudge", like: cell({}).label, cells: 3, seconds: { mean: 3, most: 5 }, megabytes: 120 },
    { cells: 1, seconds: { mean: 7, most: 7 }, megabytes: null },
  ]);
});
