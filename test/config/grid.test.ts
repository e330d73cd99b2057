import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type GridKind,
  maximumPoints,
  parseGrid,
  parseGridValues,
  pointsPerDecade,
} from "../../src/config/grid.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "./user-message.ts";

fc.configureGlobal({ seed: 1 });

const message = (text: string, kind: GridKind = "real") =>
  userMessage(exitCode.usage, () => parseGrid(text, kind));

describe("parseGrid", () => {
  it.each<[string, GridKind, number[]]>([
    ["0.1,0.01", "real", [0.1, 0.01]],
    [" 3 , -1e-3,+.5 ", "real", [3, -0.001, 0.5]],
    ["1e-4..1:log:5", "real", [1e-4, 1e-3, 1e-2, 1e-1, 1]],
    [
      "1e-4..1:log:9",
      "real",
      [1e-4, 0.000316227766017, 1e-3, 0.00316227766017, 1e-2, 0.0316227766017, 1e-1, 0.316227766017, 1],
    ],
    ["0.1..1:lin:10", "real", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    ["-0.3..0.6:lin:10", "real", [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]],
    ["0.01,0.1..0.3:lin:3", "real", [0.01, 0.1, 0.2, 0.3]],
    ["2..8:log:3", "real", [2, 4, 8]],
    ["1e-300..1e300:log:3", "real", [1e-300, 1, 1e300]],
    ["-0", "real", [0]],
    ["0..4", "integer", [0, 1, 2, 3, 4]],
    ["-2..0,7", "integer", [-2, -1, 0, 7]],
    ["10..50:lin:5", "integer", [10, 20, 30, 40, 50]],
    ["1..1000:log:4", "integer", [1, 10, 100, 1000]],
  ])("reads %s (%s)", (text, kind, points) => {
    expect(parseGrid(text, kind)).toEqual(points);
  });

  it("gives a logarithmic range its points a decade when it doesn't say how many", () => {
    expect(parseGrid("1e-4..1", "real")).toHaveLength(4 * pointsPerDecade + 1);
    expect(parseGrid("1..1.01", "real")).toEqual([1, 1.01]);
  });

  it.each<[string, GridKind, string]>([
    ["", "real", "expected at least one point, found none; write them as in 0.1,0.01 or 1e-4..1"],
    ["  ", "integer", "expected at least one point, found none; write them as in 0,5,7 or 0..19"],
    ["0.1,,1", "real", "expected a value on both sides of each comma, found nothing; remove the extra comma"],
    ["0.1,", "real", "expected a value on both sides of each comma, found nothing; remove the extra comma"],
    [
      "abc",
      "real",
      'expected a number or a range of numbers, found "abc"; write them as in 0.1,0.01 or 1e-4..1',
    ],
    [
      "0x10",
      "real",
      'expected a number or a range of numbers, found "0x10"; write them as in 0.1,0.01 or 1e-4..1',
    ],
    [
      "1..",
      "real",
      'expected a number on each side of "..", found "1.."; write them as in 0.1,0.01 or 1e-4..1',
    ],
    ["nan", "real", "expected finite numbers, found nan; write a number such as 0.1"],
    ["1...inf", "real", "expected finite numbers, found 1...inf; write a number such as 0.1"],
    ["1e999", "real", "expected finite numbers, found 1e999; write a number such as 0.1"],
    ["0.5", "integer", "expected whole numbers, found 0.5; write them as in 0,5,7 or 0..19"],
    ["1..4:lin:3", "integer", "expected whole numbers, found 2.5; write them as in 0,5,7 or 0..19"],
    [
      "1e16",
      "integer",
      "expected whole numbers up to 9007199254740991, found 10000000000000000; write smaller ones",
    ],
    [
      "1e-4...1",
      "real",
      "expected two dots between the ends of a range, found more; write 1e-4..1, or 1e-4..0.1",
    ],
    ["1..0.1:log:3", "real", "expected the smaller end of a range first, found 1..0.1; write 0.1..1:log:3"],
    ["1..1.0", "real", "expected a range with two different ends, found 1..1.0; write the single point 1"],
    [
      "-1..1",
      "real",
      "expected both ends of a logarithmic range above 0, found -1..1 (a range is logarithmic unless it says lin); write -1..1:lin:11, or start above 0 as in 1e-4..1",
    ],
    [
      "0..1:log:5",
      "real",
      "expected both ends of a logarithmic range above 0, found 0..1; write 0..1:lin:5, or start above 0 as in 1e-4..1",
    ],
    ["1..2:lim:3", "real", 'expected the scale log or lin after the range, found "lim"; write 1..2:lin:3'],
    ["1..2:9", "real", 'expected the scale log or lin after the range, found "9"; write 1..2:log:9'],
    ["1..2:lin", "real", "expected the number of points of a linear range, found none; write 1..2:lin:10"],
    [
      "1..2:log:0",
      "real",
      "expected at least 2 points, the ends of the range, found 0; write 1..2:log:2 or a single number",
    ],
    [
      "1..2:lin:1",
      "real",
      "expected at least 2 points, the ends of the range, found 1; write 1..2:lin:2 or a single number",
    ],
    ["1..2:log:2.5", "real", 'expected a whole number of points, found "2.5"; write 1..2:log:10'],
    ["1..2:log:3:4", "real", 'expected a range such as 1e-4..1:log:9, found 1..2:log:3:4; remove ":4"'],
    ["0.1,0.10", "real", "expected each point once, found 0.1 twice; remove one of them"],
    ["0,-0", "real", "expected each point once, found 0 twice; remove one of them"],
    ["0.1,0.1..1:log:2", "real", "expected each point once, found 0.1 twice; remove one of them"],
    ["0..1e12", "integer", "expected at most 100000 points, found 1000000000001; ask for fewer"],
    ["1..2:lin:100001", "real", "expected at most 100000 points, found 100001; ask for fewer"],
    [
      "1..1.0000000000001:lin:90",
      "real",
      "expected points that differ in 12 significant digits, found 90 between 1..1.0000000000001; ask for fewer",
    ],
  ])("refuses %j (%s) with its own message", (text, kind, problem) => {
    expect(message(text, kind)).toBe(`grid "${text}": ${problem}`);
  });

  it("accepts as many points as it says", () => {
    expect(parseGrid(`1..${maximumPoints}`, "integer")).toHaveLength(maximumPoints);
    expect(message(`0..${maximumPoints}`, "integer")).not.toBeNull();
  });
});

describe("properties of ranges", () => {
  const positive = fc
    .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: -20, max: 20 }))
    .map(([digits, exponent]) => `${digits}e${exponent}`);
  const size = fc.integer({ min: 2, max: 60 });
  const ends = (value: fc.Arbitrary<string>) =>
    fc.tuple(value, value).filter(([a, b]) => Number(b) - Number(a) > 0.001 * Math.abs(Number(a)));

  it("log: exact ends, equal ratios to 12 digits, strictly increasing, each point 12 digits", () => {
    fc.assert(
      fc.property(ends(positive), size, ([start, end], count) => {
        const points = parseGrid(`${start}..${end}:log:${count}`, "real");
        expect(points).toHaveLength(count);
        expect(points[0]).toBe(Number(start));
        expect(points.at(-1)).toBe(Number(end));
        const logarithm = (i: number) =>
          Math.log(Number(start)) + (i / (count - 1)) * (Math.log(Number(end)) - Math.log(Number(start)));
        for (const [i, point] of points.entries()) {
          if (i > 0) expect(point).toBeGreaterThan(points[i - 1]!);
          expect(point).toBe(Number(point.toPrecision(12)));
          expect(Math.abs(Math.log(point) - logarithm(i))).toBeLessThan(1e-11);
        }
      }),
    );
  });

  it("lin: exact ends, equal steps to 12 digits of the larger end, strictly increasing", () => {
    const signed = fc.tuple(positive, fc.boolean()).map(([text, negative]) => (negative ? `-${text}` : text));
    fc.assert(
      fc.property(ends(signed), size, ([start, end], count) => {
        const [first, last] = [Number(start), Number(end)];
        const scale = Math.max(Math.abs(first), Math.abs(last));
        const points = parseGrid(`${start}..${end}:lin:${count}`, "real");
        expect(points).toHaveLength(count);
        expect(points[0]).toBe(first);
        expect(points.at(-1)).toBe(last);
        for (const [i, point] of points.entries()) {
          if (i > 0) expect(point).toBeGreaterThan(points[i - 1]!);
          expect(Math.abs(point - (first + ((last - first) * i) / (count - 1)))).toBeLessThan(1e-11 * scale);
        }
      }),
    );
  });

  it("a range and the list of its points are the same grid", () => {
    fc.assert(
      fc.property(ends(positive), size, ([start, end], count) => {
        const points = parseGrid(`${start}..${end}:log:${count}`, "real");
        expect(parseGrid(points.map(String).join(","), "real")).toEqual(points);
      }),
    );
  });

  it("integers: every whole number from end to end", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 500 }), (start, length) => {
        const points = parseGrid(`${start}..${start + length}`, "integer");
        expect(points).toEqual(Array.from({ length: length + 1 }, (_, index) => start + index));
      }),
    );
  });

  it("any text is either a grid or one clear message", () => {
    const text = fc.string({ unit: fc.constantFrom(..."0123456789.,:-+e loginf".split("")), maxLength: 14 });
    fc.assert(
      fc.property(text, fc.constantFrom<GridKind>("real", "integer"), (written, kind) => {
        const problem = message(written, kind);
        if (problem === null) {
          const points = parseGrid(written, kind);
          expect(points.length).toBeGreaterThan(0);
          expect(points.every(Number.isFinite)).toBe(true);
          expect(new Set(points).size).toBe(points.length);
        } else {
          expect(problem).toMatch(/^grid "[^\n]*": expected .+, found .*; .+$/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("parseGridValues", () => {
  it("reads names", () => {
    expect(parseGridValues("relu, tanh")).toEqual(["relu", "tanh"]);
  });

  it.each([
    ["", "expected at least one point, found none; write them as in relu,tanh"],
    ["relu,", "expected a value on both sides of each comma, found nothing; remove the extra comma"],
    ["relu,tanh,relu", "expected each point once, found relu twice; remove one of them"],
  ])("refuses %j", (text, problem) => {
    expect(userMessage(exitCode.usage, () => parseGridValues(text))).toBe(`grid "${text}": ${problem}`);
  });
});
