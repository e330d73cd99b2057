// Thresholds: where a measure crosses a level, on rows whose crossing is known.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../src/report/result/csv.ts";
import type { Row } from "../../src/rows/row.ts";
import { crossingsIn, crossingsTable } from "../../src/sweep/cross/crossings.ts";
import { chooseView } from "../../src/sweep/view.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "../cli/ebm.ts";

const key = (name: string) => ({ name, unit: "dimensionless", meaning: name, role: "key" as const });
const measure = (name: string) => ({ name, unit: "dimensionless", meaning: name });
const table = {
  name: "rows",
  columns: [key("inference"), key("seed"), key("lambda"), measure("relative_distance"), measure("cosine")],
};
const viewOf = (name: string) => chooseView([table], name, [], `--cross ${name}=1`);

/** Relative error c λ of each seed, c its own; and a floor that never falls below 0.07. */
const rows: readonly Row[] = [1, 2, 4].flatMap((c, seed) =>
  [1e-4, 1e-3, 1e-2, 0.1].flatMap((lambda) => [
    {
      inference: "equilibrium",
      seed,
      lambda,
      relative_distance: c * lambda,
      cosine: 1 - (c * lambda) ** 2 / 2,
    },
    { inference: "euler", seed, lambda, relative_distance: 0.07 + lambda, cosine: 0.998 },
  ]),
);

describe("a level", () => {
  it("is crossed where the mean is, with the seeds' own crossings for the uncertainty", () => {
    const [equilibrium, euler] = crossingsIn(rows, viewOf("relative_distance"), {
      measure: "relative_distance",
      value: 0.01,
    });
    // The mean is 7/3 λ; the seeds' own crossings are 0.01, 0.005 and 0.0025.
    const [place] = equilibrium!.places;
    expect(place!.at).toBeCloseTo((0.01 * 3) / 7, 10);
    expect(place!.sd).toBeCloseTo(
      Math.sqrt(((0.01 - 0.0175 / 3) ** 2 + (0.005 - 0.0175 / 3) ** 2 + (0.0025 - 0.0175 / 3) ** 2) / 2),
      10,
    );
    expect(place).toMatchObject({ from: 1e-3, to: 1e-2, direction: "rises", crossing: 3 });
    expect(euler).toMatchObject({
      places: [],
      side: "above",
      nearest: { x: 1e-4, y: expect.closeTo(0.0701, 12) },
    });
  });

  it("has a table of its own, with a row for what never crosses", () => {
    const level = { measure: "cosine", value: 0.9999 };
    const [falls, never] = [...crossingsTable(viewOf("cosine"), level).derive!({ rows })];
    // The mean of 1 − cosine is 7/2 λ².
    expect(Number(falls!.at)).toBeCloseTo(Math.sqrt(1e-4 / 3.5), 8);
    expect(falls).toMatchObject({ inference: "equilibrium", along: "lambda", direction: "falls", seeds: 3 });
    expect(never).toMatchObject({
      inference: "euler",
      at: null,
      direction: "never above",
      nearest: expect.closeTo(0.998, 12),
    });
  });
});

describe("--cross", () => {
  const folder = temporaryFolder();
  const config = writeConfig(folder, "tiny", [...tiny, "inference: { solver: equilibrium }"]);
  const quiet = ["--workers", "1"];

  it("of a run: a table, the terminal and the chart", async () => {
    const { code, stderr } = await ebm(folder, "run", config, "--cross", "gradient_distance=0.3", ...quiet);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /gradient_distance = 0\.3\s+at λ 0\.\d+ ± \S+ \(rises; sd of 2 of 2 seeds; between the/,
    );
    const file = join(folder, "results/tiny/tiny-crossings.csv");
    expect(parseCsv(readFileSync(file, "utf8"), file).rows).toMatchObject([
      { measure: "gradient_distance", level: 0.3, along: "lambda", from: 0.1, to: 1, direction: "rises" },
    ]);
    const chart = readFileSync(join(folder, "results/tiny/tiny.vl.json"), "utf8");
    expect(chart).toMatch(/"datum": ?0\.3\b/);
    expect(chart).toContain("gradient_distance = 0.3: at λ");
  });

  it("of a sweep, which then shows that measure, as 1 − cosine", async () => {
    const { code, stderr } = await ebm(
      folder,
      "sweep",
      config,
      "--lambda",
      "0.1,1",
      "--cross",
      "cosine=0.9999",
      ...quiet,
    );
    expect(code).toBe(0);
    expect(stderr).toContain("cosine = 0.9999");
    const chart = readFileSync(join(folder, "results/tiny-sweep/tiny-sweep.vl.json"), "utf8");
    expect(chart).toContain("1 − cosine");
    expect(chart).toMatch(/"datum": ?0\.0001\b/);
  });

  it("is refused for what is no measure, which says what there is", async () => {
    const { code, stderr } = await ebm(folder, "run", config, "--cross", "cosinus=1");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^--cross cosinus=1: expected a column that is measured \(gradient_distance, .*did you mean cosine\?/,
    );
    expect((await ebm(folder, "run", config, "--cross", "cosine")).stderr).toMatch(
      /expected a measured column and a number/,
    );
  });
});
