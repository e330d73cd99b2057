import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileDifferences } from "../../src/report/result/compare-files.ts";

const folder = mkdtempSync(join(tmpdir(), "compare-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compared = async (was: string, is: string, most?: number) => {
  const [a, b] = [join(folder, "a.csv"), join(folder, "b.csv")];
  writeFileSync(a, was);
  writeFileSync(b, is);
  return fileDifferences("t.csv", a, b, async () => {}, most);
};

describe("fileDifferences", () => {
  it("matches rows by their keys where the files are small", async () => {
    expect(await compared("seed,x\n0,1\n1,2\n", "seed,x\n1,2\n0,3\n")).toEqual([
      "t.csv:\n  1 of 4 cells differ:\n    seed 0: x was 1, is 3 (relative difference 2.00e+0)",
    ]);
  });

  it("compares larger ones line by line, also where one ends before the other", async () => {
    const lines = Array.from({ length: 20 }, (_, seed) => `${seed},λ`);
    const changed = lines.map((line, index) => (index % 2 === 0 ? line : `${index},κ`));
    const [found] = await compared([...lines, "20,λ"].join("\n"), changed.join("\n"), 10);
    expect(found!.split("\n")).toEqual([
      "t.csv:",
      "  11 of 21 lines differ:",
      ...[1, 3, 5, 7, 9].map((index) => `  line ${index + 1} was ${index},λ, is ${index},κ`),
      "  … and 6 more",
    ]);
    expect(await compared("a\n1\n", "a\n1\n", 1)).toEqual([]);
  });
});
