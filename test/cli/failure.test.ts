import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

const diverging = ["--set", "inference.stepSize=5"];

describe("a run whose cells diverge", () => {
  it("names the cells, λ_max and the largest safe step, keeps the rest, and leaves the result as it was", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", config, "--quiet");
    const result = join(folder, "results/tiny");
    const before = readdirSync(result).map((name) => readFileSync(join(result, name), "base64"));

    const { code, stdout, stderr } = await ebm(folder, "run", config, ...diverging, "--json");
    expect(code).toBe(exitCode.cellsFailed);
    const { error, results } = JSON.parse(stdout);
    expect(error.code).toBe(exitCode.cellsFailed);
    expect(results).toMatchObject([
      { state: "partial", folder: "results/tiny-stepSize=5.partial", numbers: null },
    ]);
    const failed = [
      "euler, seed 0, λ 0.1",
      "euler, seed 0, λ 1",
      "euler, seed 1, λ 0.1",
      "euler, seed 1, λ 1",
    ];
    expect(results[0].failed.map(({ label }: { label: string }) => label)).toEqual(failed);
    expect(stderr).toMatch(/^failed: euler, seed 0, λ 1$/m);
    expect(stderr).toMatch(/λ_max ≈ [\d.]+ at the free phase/);
    expect(stderr).toMatch(/stable for step sizes below 2\/λ_max ≈ [\d.]+: use a smaller one/);
    expect(stderr).not.toMatch(/^ +at /m); // no stack trace
    expect(stderr).toContain(
      "tiny-stepSize=5: 4 of 8 cells failed, so its result is not written; what finished is in results/tiny-stepSize=5.partial, and is kept for the next run\n",
    );
    expect(readdirSync(result).map((name) => readFileSync(join(result, name), "base64"))).toEqual(before);

    const partial = join(folder, "results/tiny-stepSize=5.partial");
    expect(readdirSync(partial).sort()).toEqual([
      "config.yaml",
      "failures.json",
      "manifest.json",
      "tiny-stepSize=5.csv",
    ]);
    const rows = readFileSync(join(partial, "tiny-stepSize=5.csv"), "utf8").trimEnd().split("\n").slice(1);
    expect(rows.map((row) => row.split(",")[0])).toEqual(Array(4).fill("equilibrium"));
    expect(rows.join()).not.toMatch(/nan|inf/i);
    expect(JSON.parse(readFileSync(join(partial, "manifest.json"), "utf8")).cells.failed).toEqual(failed);

    const again = await ebm(folder, "run", config, ...diverging, "--dry-run");
    expect(again.stdout.split("\n").slice(0, 4)).toEqual(
      failed.map((label) => `todo  tiny-stepSize=5  ${label}  (failed before)`),
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
