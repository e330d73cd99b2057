import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { parseCsv } from "../../src/report/result/csv.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

/** Three cells: Fig. 3B with two batches. */
const threeCells = [
  "experiment: training-accuracy",
  "seeds: [0]",
  "network: { sizes: [784, 8, 6, 10] }",
  "training: { images: 128, testImages: 10 }",
];

const diverging = ["--set", "inference.stepSize=5"];

describe("a run of which some cells diverge", () => {
  it("is a result: rows without measures, with λ_max and the largest safe step, a chart, and a line that counts", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    const { code, stdout, stderr } = await ebm(folder, "run", config, ...diverging);
    expect({ code, stdout }).toEqual({ code: exitCode.done, stdout: "results/tiny-stepSize=5\n" });
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(
      /4 of 8 cells diverged, with outcome diverged and no measures: Euler's steps are stable below 2\/λ_max, here [\d.]+( to [\d.]+)? \(largest_step\)/,
    );
    const result = join(folder, "results/tiny-stepSize=5");
    expect(readdirSync(result).sort()).toEqual(
      ["config.yaml", "manifest.json", "run.json"].concat(
        ["csv", "png", "svg", "vl.json"].map((ending) => `tiny-stepSize=5.${ending}`),
      ),
    );
    const { rows } = parseCsv(readFileSync(join(result, "tiny-stepSize=5.csv"), "utf8"));
    const euler = rows.filter((row) => row.inference === "euler");
    expect(euler.length).toBe(4);
    for (const row of euler) {
      expect(row).toMatchObject({ outcome: "diverged", gradient_distance: null, cosine: null });
      expect(Number(row.largest_step) * Number(row.largest_curvature)).toBeCloseTo(2, 12);
    }
    for (const row of rows.filter((other) => other.inference === "equilibrium")) {
      expect(row.gradient_distance).toBeGreaterThan(0);
      expect(row.largest_curvature).toBeGreaterThan(1);
    }
    const again = await ebm(folder, "run", config, ...diverging, "--check", "--quiet");
    expect(again.code).toBe(exitCode.done);
  });

  it("exit 1 where every cell diverged, with the remedy; the result is there all the same", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", [...tiny, "alongside: none"]);
    const { code, stdout, stderr } = await ebm(folder, "run", config, ...diverging, "--json");
    expect(code).toBe(exitCode.cellsFailed);
    const { error, results } = JSON.parse(stdout);
    expect(error.code).toBe(exitCode.cellsFailed);
    expect(results).toMatchObject([{ state: "whole", divergence: { cells: 4, of: 4 }, failed: [] }]);
    const advised = Number(/--set inference\.stepSize=([\d.]+),/.exec(stderr)![1]);
    expect(existsSync(join(folder, "results/tiny-stepSize=5/tiny-stepSize=5.png"))).toBe(true);
    const stable = await ebm(folder, "run", config, "--set", `inference.stepSize=${advised}`, "--json");
    expect(JSON.parse(stable.stdout).results[0].divergence.cells).toBe(0);
    expect(stable.code).toBe(exitCode.done);
  });

  it("in a sweep as in a run", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", [...tiny, "alongside: none"]);
    const sweep = (values: string) =>
      ebm(folder, "sweep", config, "--vary", `inference.stepSize=${values}`, "--workers", "1");
    const some = await sweep("0.1,0.2,3,5");
    expect(some.code).toBe(exitCode.done);
    const said = some.stderr.replaceAll(/\s+/g, " ");
    expect(said).toContain("8 of 16 cells diverged");
    expect(said).toContain("diverged at inference.stepSize 3, 5");
    const result = join(folder, "results/tiny-sweep");
    const summary = parseCsv(readFileSync(join(result, "tiny-sweep-summary.csv"), "utf8")).rows;
    const counted = (stepSize: number) =>
      summary
        .filter((row) => row["inference.stepSize"] === stepSize)
        .map((row) => [row.diverged, row.gradient_distance_n]);
    expect(counted(0.2)).toEqual([
      [0, 2],
      [0, 2],
    ]);
    expect(counted(5)).toEqual([
      [2, 0],
      [2, 0],
    ]);
    const svg = readFileSync(join(result, "tiny-sweep.svg"), "utf8");
    expect(svg).toContain("8 diverged");

    const all = await sweep("3,5");
    expect(all.code).toBe(exitCode.cellsFailed);
    expect(all.stderr).toContain("8 of 8 cells diverged");
    expect(existsSync(join(result, "tiny-sweep.svg"))).toBe(true);
  });
});

describe("a training run that diverges", () => {
  it("fails, names the learning rate and the step size, keeps the rest, and leaves the result as it was", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "short", threeCells);
    await ebm(folder, "run", config, "--quiet");
    const result = join(folder, "results/short");
    const before = readdirSync(result).map((name) => readFileSync(join(result, name), "base64"));

    const { code, stdout, stderr } = await ebm(folder, "run", config, ...diverging, "--json");
    expect(code).toBe(exitCode.cellsFailed);
    const { error, results } = JSON.parse(stdout);
    expect(error.code).toBe(exitCode.cellsFailed);
    expect(results).toMatchObject([
      { state: "partial", folder: "results/short-stepSize=5.partial", numbers: null },
    ]);
    const failed = ["pc-nudge, euler, seed 0"];
    expect(results[0].failed.map(({ label }: { label: string }) => label)).toEqual(failed);
    expect(stderr).toMatch(/^failed: pc-nudge, euler, seed 0$/m);
    expect(stderr).toContain("inference.stepSize 5");
    expect(stderr).toContain("training.learningRate 0.001");
    expect(stderr).toMatch(/λ_max ≈ [\d.]+ at the free phase/);
    expect(stderr).toMatch(/stable for step sizes below 2\/λ_max ≈ [\d.]+: use a smaller one/);
    expect(stderr).not.toMatch(/^ +at /m); // no stack trace
    expect(stderr).toContain(
      "short-stepSize=5: 1 of 3 cells failed, so its result is not written; what finished is in results/short-stepSize=5.partial, and is kept for the next run\n",
    );
    expect(readdirSync(result).map((name) => readFileSync(join(result, name), "base64"))).toEqual(before);

    const partial = join(folder, "results/short-stepSize=5.partial");
    expect(readdirSync(partial).sort()).toEqual([
      "config.yaml",
      "failures.json",
      "manifest.json",
      "run.json",
      "short-stepSize=5-test.csv",
      "short-stepSize=5.csv",
    ]);
    const { rows } = parseCsv(readFileSync(join(partial, "short-stepSize=5.csv"), "utf8"));
    expect([...new Set(rows.map((row) => row.inference))]).toEqual(["equilibrium", "none"]);
    expect(JSON.parse(readFileSync(join(partial, "manifest.json"), "utf8")).failed).toEqual(failed);

    const again = await ebm(folder, "run", config, ...diverging, "--dry-run");
    expect(again.stdout.split("\n").slice(0, 1)).toEqual(
      failed.map((label) => `todo  short-stepSize=5  ${label}  (failed before)`),
    );
  });
});

describe("a folder that can't be written", () => {
  it.each(["blocked", "blocked/below"])("--out %s: exit 4 before any computing", async (out) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "blocked"), "a file");
    const { code, stdout, stderr } = await ebm(
      folder,
      "run",
      writeConfig(folder, "tiny", tiny),
      "--out",
      out,
    );
    expect({ code, stdout }).toEqual({ code: exitCode.environment, stdout: "" });
    expect(stderr).toBe(
      `results must be written to disk, and ${out} can't be: a part of the path is a file, not a folder (ENOTDIR); or choose another folder with --out\n`,
    );
  });

  it("also when only the figure's own folder is the one", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "results"));
    writeFileSync(join(folder, "results/tiny"), "a file");
    const { code, stderr } = await ebm(folder, "run", writeConfig(folder, "tiny", tiny));
    expect(code).toBe(exitCode.environment);
    expect(stderr).toMatch(/^results must be written to disk, and results\/tiny can't be: /);
    expect(readFileSync(join(folder, "results/tiny"), "utf8")).toBe("a file");
    expect(readdirSync(join(folder, "results"))).toEqual(["tiny"]);
  });
});
