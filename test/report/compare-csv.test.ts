import { describe, expect, it } from "vitest";
import { compareCsv, differenceText } from "../../src/report/result/compare-csv.ts";

const was = "inference,seed,distance\neuler,0,0.5\neuler,1,0.25\nequilibrium,0,2\n";

describe("compareCsv", () => {
  it("is null for the same bytes", () => {
    expect(compareCsv(was, was)).toBeNull();
  });

  it("finds the cell that differs, by one unit in the last place too", () => {
    const is = was.replace("0.25", "0.25000000000000006");
    expect(compareCsv(was, is)?.cells).toEqual([
      {
        row: "inference euler, seed 1",
        column: "distance",
        was: "0.25",
        is: "0.25000000000000006",
        relative: 2.220446049250313e-16,
      },
    ]);
  });

  it("matches rows by their key, so that a missing row is one difference", () => {
    const difference = compareCsv(was, was.replace("euler,0,0.5\n", ""))!;
    expect(difference.missingRows).toEqual(["inference euler, seed 0"]);
    expect(difference.cells).toEqual([]);
    expect(compareCsv(was.replace("euler,0,0.5\n", ""), was)!.extraRows).toEqual(["inference euler, seed 0"]);
  });

  it("names missing and extra columns", () => {
    const difference = compareCsv(was, was.replace("distance", "cosine"))!;
    expect(difference.missingColumns).toEqual(["distance"]);
    expect(difference.extraColumns).toEqual(["cosine"]);
  });

  it("takes the keys that it is given, and hides no row whose key occurs twice", () => {
    const difference = compareCsv("k,v\n1,10\n1,20\n", "k,v\n1,10\n1,21\n", ["k"])!;
    expect(difference.cells.map(({ row, is }) => [row, is])).toEqual([["k 1 (2)", "21"]]);
  });

  it("goes by the number of the row when no leading columns tell rows apart", () => {
    const difference = compareCsv("k,v\n1,10\n1,10\n", "k,v\n1,10\n1,11\n")!;
    expect(difference.cells.map(({ row, column }) => [row, column])).toEqual([["row (2)", "v"]]);
  });

  it("shows a truncated file as different", () => {
    const difference = compareCsv(was, was.slice(0, -3))!;
    expect(difference.cells.length + difference.missingRows.length).toBeGreaterThan(0);
  });

  it("takes 1.0 and 1 for the same number, and an empty cell for no number", () => {
    expect(compareCsv("a,b\n1,1.0\n", "a,b\n1,1\n")!.cells).toEqual([]);
    expect(compareCsv("a,b\n1,\n", "a,b\n1,0\n")!.cells).toHaveLength(1);
  });
});

describe("differenceText", () => {
  it("tells the count, the first few cells with their key, and the relative difference", () => {
    const rows = Array.from({ length: 8 }, (_, seed) => seed);
    const text = (value: number) => `seed,value\n${rows.map((seed) => `${seed},${value}`).join("\n")}\n`;
    const words = differenceText("fig2a.csv", compareCsv(text(2), text(3))!);
    expect(words.split("\n")).toEqual([
      "fig2a.csv:",
      "  8 of 16 cells differ:",
      ...[0, 1, 2, 3, 4].map((seed) => `    seed ${seed}: value was 2, is 3 (relative difference 5.00e-1)`),
      "    … and 3 more",
    ]);
  });

  it("says so when only the order differs", () => {
    const difference = compareCsv("seed,v\n0,1\n1,2\n", "seed,v\n1,2\n0,1\n")!;
    expect(differenceText("x.csv", difference)).toMatch(/the numbers are the same, but not the order/);
  });
});
