// The flags that say what energies are computed with, on the built program.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest } from "../../src/report/result/result-folder.ts";
import { readWeights } from "../../src/weights/read-weights.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

describe("ebm run", () => {
  it("--tfjs-backend computes with TensorFlow.js in float32, says so, and the manifest too", async () => {
    const folder = temporaryFolder();
    const one = [...tiny.with(1, "seeds: [0]").with(2, "lambda: [0.1]"), "alongside: none"];
    const file = writeConfig(folder, "tiny", one);
    const { code, stdout, stderr } = await ebm(folder, "run", file, "--tfjs-backend", "cpu");
    expect(stderr).toContain("the energies are differentiated by tfjs cpu 4.22.0");
    expect(code).toBe(0);
    expect(stdout).toBe("results/tiny-cpu-tfjs-float32\n");
    const manifest = readManifest(join(folder, "results", "tiny-cpu-tfjs-float32"));
    expect(manifest).toMatchObject({ engines: ["tfjs cpu 4.22.0"], precision: "float32" });
  });

  it("--tfjs-backend tensorflow without its package: exit 4 and the line that installs it", async () => {
    const folder = temporaryFolder();
    const file = writeConfig(folder, "tiny", tiny);
    const { code, stdout, stderr } = await ebm(folder, "run", file, "--tfjs-backend", "tensorflow");
    if (code === 0) {
      expect(stderr).toContain("tfjs tensorflow");
      return;
    }
    expect(code).toBe(4);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/npm install .*@tensorflow\/tfjs-node@/);
  });

  it("--engine tfjs with float64, written in the config or flagged: exit 2 with the place", async () => {
    const folder = temporaryFolder();
    const file = writeConfig(folder, "tiny", [...tiny, "engine: { name: tfjs }"]);
    const stated = await ebm(folder, "run", file);
    expect(stated.code).toBe(2);
    expect(stated.stderr).toMatch(/precision: expected float32 with engine\.name tfjs/);
    const flagged = await ebm(folder, "run", file, "--precision", "float64");
    expect(flagged.stderr).toMatch(/^--precision float64: precision: expected float32/);
  });

  it("--energy computes with a module; one that is wrong: exit 2 with file and line", async () => {
    const folder = temporaryFolder();
    const file = writeConfig(folder, "tiny", [...tiny, "alongside: none"]);
    const source = [
      "export const energy = (tf, { states }) =>",
      "  tf.addN(states.map((s) => tf.sum(tf.square(s))));",
    ];
    writeFileSync(join(folder, "mine.mjs"), source.join("\n"));
    const sound = await ebm(
      folder,
      "validate",
      file,
      "--set",
      "precision=float32",
      "--set",
      "engine.name=tfjs",
      "--set",
      "energy.module=mine.mjs",
    );
    expect(sound).toMatchObject({ code: 0, stderr: expect.stringContaining("is a valid config") });
    writeFileSync(join(folder, "wrong.mjs"), source.join("\n").replace("tf.square(s)", "s.squared()"));
    const wrong = await ebm(folder, "run", file, "--energy", "wrong.mjs", "--tfjs-backend", "cpu");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toBe("wrong.mjs:2:38: energy failed: s.squared is not a function; mend it there\n");
    expect(existsSync(join(folder, "results"))).toBe(false);
  });

  it("--save-weights writes each trained network, which a run can start from", async () => {
    const folder = temporaryFolder();
    const training = [
      "experiment: training-accuracy",
      "seeds: [0]",
      "alongside: none",
      "network: { sizes: [784, 8, 6, 10] }",
      "training: { batchSize: 32, images: 64, testImages: 10 }",
    ];
    const file = writeConfig(folder, "short", training);
    expect((await ebm(folder, "run", file)).code).toBe(0);
    const saved = await ebm(folder, "run", file, "--save-weights", "--json");
    // The networks were kept with their cells: nothing is computed again.
    expect(JSON.parse(saved.stdout)).toMatchObject({ cells: { computed: 0 } });
    const names = ["short-backprop-seed0", "short-pc-nudge-euler-seed0"].map(
      (name) => `results/short/${name}.safetensors`,
    );
    for (const name of names) expect(readWeights(join(folder, name)).network.sizes).toEqual([784, 8, 6, 10]);
    expect(Object.keys(readManifest(join(folder, "results/short"))!.files)).toContain(
      "short-backprop-seed0.safetensors",
    );
    const started = writeConfig(folder, "started", [
      ...tiny.slice(0, 1),
      "seeds: [0]",
      "lambda: [0.1]",
      `network: { sizes: [784, 8, 6, 10], weights: ${names[1]} }`,
    ]);
    expect((await ebm(folder, "run", started)).code).toBe(0);
    const { inputs } = readManifest(join(folder, "results/started"))!;
    expect(inputs).toEqual({ [names[1]!]: readWeights(join(folder, names[1]!)).sha256 });
    writeFileSync(join(folder, names[1]!), readFileSync(join(folder, names[1]!)).subarray(0, 1000));
    const cut = await ebm(folder, "run", started);
    expect(cut.code).toBe(2);
    expect(cut.stderr).toMatch(/^\.\/started\.yaml:4:\d+: network\.weights: .*it is truncated/);
  });

  it("--save-weights for an experiment that trains nothing: exit 2", async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await ebm(folder, "run", writeConfig(folder, "tiny", tiny), "--save-weights");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^--save-weights: expected an experiment that trains networks, found nudge-sweep .*; leave the flag out, or run one of training-accuracy, training-similarity, train-compare/,
    );
  });
});
