import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, ebmPainting, temporaryFolder, tiny, training, writeConfig } from "./ebm.ts";

const read = (...path: readonly string[]) => readFileSync(join(...path), "utf8");
const lines = (text: string) => text.trimEnd().split("\n");

describe("ebm run", () => {
  it("writes a whole result folder, prints its path, and leaves it alone the next time", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    const first = await ebmPainting(folder, "run", config);
    expect(first).toMatchObject({ code: exitCode.done, stdout: "results/tiny\n" });
    expect(first.stderr).toContain("Fig. 3A, tiny: results/tiny\n");
    expect(first.stderr).toMatch(/euler: linear fit of the mean distance +slope [\d.]+, intercept [\d.]+\n/);
    expect(first.stderr).toMatch(/numbers +new\n/);
    expect(first.stderr).toContain("1 figure of 8 cells, in ");

    const result = join(folder, "results", "tiny");
    expect(readdirSync(result).sort()).toEqual(
      ["config.yaml", "manifest.json", "run.json", "tiny.csv", "tiny.png", "tiny.svg", "tiny.vl.json"].sort(),
    );
    const csv = lines(read(result, "tiny.csv"));
    expect(csv[0]).toBe(
      [
        "inference,seed,lambda,gradient_distance,relative_distance,cosine",
        "relative_distance_0,cosine_0,relative_distance_1,cosine_1,relative_distance_2,cosine_2",
        "largest_curvature,largest_step,outcome,rounding,residual,iterations",
      ].join(),
    );
    expect(csv.slice(1).map((line) => line.split(",").slice(0, 3).join())).toEqual([
      ...["euler,0,0.1", "euler,0,1", "euler,1,0.1", "euler,1,1"],
      ...["equilibrium,0,0.1", "equilibrium,0,1", "equilibrium,1,0.1", "equilibrium,1,1"],
    ]);
    const manifest = JSON.parse(read(result, "manifest.json"));
    expect(manifest).toMatchObject({
      experiment: "nudge-sweep",
      precision: "float64",
      seeds: [0, 1],
      failed: [],
    });
    expect(JSON.parse(read(result, "run.json"))).toMatchObject({
      cells: { computed: 8, reused: 0 },
      node: process.versions.node,
    });
    const checksum = createHash("sha256").update(read(result, "tiny.csv")).digest("hex");
    expect(manifest.files["tiny.csv"]).toBe(checksum);

    const before = readdirSync(result).map((name) => statSync(join(result, name)).mtimeMs);
    const second = await ebmPainting(folder, "run", config, "--json");
    expect(second.code).toBe(exitCode.done);
    const { results, cells, interrupted } = JSON.parse(second.stdout);
    expect({ cells, interrupted }).toEqual({ cells: { total: 8, computed: 0, left: 0 }, interrupted: false });
    expect(results).toMatchObject([
      { name: "tiny", state: "whole", folder: "results/tiny", numbers: "unchanged", failed: [] },
    ]);
    expect(results[0].findings).toContainEqual({
      label: "euler: linear fit of the mean distance",
      value: expect.stringMatching(/^slope /),
    });
    expect(second.stderr).toMatch(/numbers +the same as before, to the last digit\n/);
    expect(second.stderr).toContain("1 figure of 8 cells, 8 of them before, in ");
    expect(readdirSync(result).map((name) => statSync(join(result, name)).mtimeMs)).toEqual(before);
  });

  it("gives the same bytes with 1 and with 2 workers, and when all is computed again", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "train", [
      ...training.filter((line) => !/^(seeds|training)/.test(line)),
      "seeds: [0]",
      "training: { images: 128, testImages: 20 }",
    ]);
    const small = ["--quiet"];
    const runs = await Promise.all([
      ebm(folder, "run", config, ...small, "--workers", "1", "--out", "one"),
      ebm(folder, "run", config, ...small, "--workers", "2", "--out", "two"),
    ]);
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const files = ["train.csv", "train-test.csv", "train.vl.json", "config.yaml"];
    const bytes = (out: string) => files.map((file) => read(folder, out, "train", file));
    const once = bytes("one");
    expect(bytes("two")).toEqual(once);
    const again = await ebm(folder, "run", config, ...small, "--force", "--out", "one", "--json");
    expect(JSON.parse(again.stdout).results[0]).toMatchObject({
      numbers: "unchanged",
      cells: { computed: 3, reused: 0 },
    });
    expect(bytes("one")).toEqual(once);
  });

  it("shares cells between figures, and gives a resolved config that makes the same result", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "train", training);
    const small = ["--set", "seeds=[0]", "--set", "training.images=128"];
    await ebm(folder, "run", config, ...small);
    const similarity = ["--set", "experiment=training-similarity", "--name", "other"];
    const planned = await ebm(folder, "run", config, ...small, ...similarity, "--dry-run");
    expect(planned).toMatchObject({
      code: exitCode.done,
      stdout: "done  other  pc-nudge, euler, seed 0\ndone  other  pc-nudge, equilibrium, seed 0\n",
      stderr: expect.stringMatching(
        /^2 cells: 2 done, 0 to do\n\nLayers of other: \S+ ReLU network\n {2}0 +input +\[784\]\n/,
      ),
    });
    const name = "train-seeds=0-images=128";
    const first = read(folder, "results", name, `${name}.csv`);
    const again = await ebm(folder, "run", `results/${name}/config.yaml`, "--quiet", "--out", "again");
    expect(again.stdout).toBe(`again/${name}\n`);
    expect(read(folder, "again", name, `${name}.csv`)).toBe(first);
  });

  it("--dry-run says why cells must be computed, and a run of another config overwrites nothing", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    const fresh = await ebm(folder, "run", config, "--dry-run", "--set", "seeds=[0]");
    expect(fresh.stdout).toBe(
      [
        "todo  tiny-seeds=0  euler, seed 0, λ 0.1  (new)",
        "todo  tiny-seeds=0  euler, seed 0, λ 1  (new)",
        "todo  tiny-seeds=0  equilibrium, seed 0, λ 0.1  (new)",
        "todo  tiny-seeds=0  equilibrium, seed 0, λ 1  (new)",
        "",
      ].join("\n"),
    );
    expect(existsSync(join(folder, "results"))).toBe(false);
    await ebm(folder, "run", config, "--quiet");
    const changed = await ebm(folder, "run", config, "--dry-run", "--set", "inference.steps=40", "--json");
    const cells: { state: string; reason: string }[] = JSON.parse(changed.stdout).cells;
    expect(cells.map(({ state, reason }) => `${state} ${reason}`).sort()).toEqual([
      ...Array(4).fill("done "),
      ...Array(4).fill("todo inference.steps changed"),
    ]);

    const before = read(folder, "results/tiny/tiny.csv");
    const other = await ebm(folder, "run", config, "--quiet", "--set", "seeds=[2]", "--precision", "float32");
    expect(other).toMatchObject({
      code: exitCode.done,
      stdout: "results/tiny-seeds=2-float32\n",
      stderr: "",
    });
    expect(read(folder, "results/tiny/tiny.csv")).toBe(before);
    const its = (file: string) => read(folder, other.stdout.trim(), file);
    expect(lines(its("tiny-seeds=2-float32.csv"))[1]).toMatch(/^euler,2,0.1,/);
    expect(its("config.yaml")).toContain("precision: float32\n");

    // The config itself has changed: its name is taken by what it was before.
    writeConfig(folder, "tiny", [...tiny, "alongside: none"]);
    const edited = await ebm(folder, "run", config, "--quiet");
    expect(edited.stdout).toMatch(/^results\/tiny-[0-9a-f]{8}\n$/);
    expect(edited.stderr).toBe(
      `results/tiny holds the result of another config: writing to ${edited.stdout.trim()}\n`,
    );
    expect(read(folder, "results/tiny/tiny.csv")).toBe(before);
    const { stdout } = await ebm(folder, "status");
    for (const path of [other.stdout, edited.stdout, "results/tiny"])
      expect(stdout).toContain(` ${path.trim().replace("results/", "")} `);
  });
});
