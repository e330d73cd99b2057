// Cells that are computed with a custom energy, and with stored weights.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { checkEquipment } from "../../src/bench/provision/check-equipment.ts";
import { inputsOf, provideEquipment } from "../../src/bench/provision/provide-equipment.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { createLinalg } from "../../src/linalg/linalg.ts";
import { initialise } from "../../src/network/initialise.ts";
import { chain } from "../../src/network/network.ts";
import { createStream } from "../../src/random/stream.ts";
import type { Cell } from "../../src/rows/cell.ts";
import type { Row } from "../../src/rows/row.ts";
import { weightsFile } from "../../src/weights/weights.ts";
import { configured } from "../experiments/compute.ts";
import { performed } from "../experiments/perform.ts";

const folder = mkdtempSync(join(tmpdir(), "ebm-equipment-"));
afterAll(() => rmSync(folder, { recursive: true }));

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}.mjs`, import.meta.url));

const cellsOf = (file: string, ...settings: readonly string[]): Promise<readonly Cell[]> => {
  const { experiment, config } = configured(`smoke/${file}`, ...settings);
  return provideEquipment(experiment.cells(config, mnistChecksums));
};

const tablesOf = async (cells: readonly Cell[]) => {
  const tables: Record<string, Row[]> = {};
  for (const { work, settings } of cells) {
    const result = await performed(work, settings);
    for (const [name, rows] of Object.entries(result.tables))
      tables[name] = [...(tables[name] ?? []), ...rows];
  }
  return tables;
};

const tfjs = ["precision=float32", "engine.name=tfjs", "engine.backend=cpu"];
const oneCell = ["seeds=[0]", "lambda=[0.1]", "alongside=none", "network.sizes=[784, 4, 3, 10]"];
const custom = (name: string) => [...tfjs, `energy.module=${example(name)}`];

describe("a custom energy", () => {
  it("runs Fig. 3A: ordinary predictive coding where all precisions are 1", async () => {
    const settings = [
      "seeds=[1]",
      "lambda=[0.1]",
      "network={ sizes: [784, 6, 5, 10], activation: tanh }",
      "alongside=none",
    ];
    const builtin = await tablesOf(await cellsOf("fig3a", "precision=float32", ...settings));
    const options = "energy.options={ first: 1, last: 1 }";
    const found = await tablesOf(
      await cellsOf("fig3a", ...custom("precision-per-unit"), options, ...settings),
    );
    found.nudges!.forEach((row, i) => {
      const expected = builtin.nudges![i]!;
      // Its truth is the implicit gradient, good to about 1e-5, and what is left at λ = 0.1 cancels.
      for (const column of ["equilibrium_distance", "relative_distance", "cosine"])
        expect(Math.abs(Number(row[column]) - Number(expected[column])), column).toBeLessThan(2e-4);
    });
  });

  it("runs Fig. 2A from its free phase: the total energy falls, the internal one rises from there", async () => {
    const { energies } = await tablesOf(
      await cellsOf(
        "fig2a",
        ...custom("lateral-hopfield"),
        "network={ sizes: [784, 6, 5, 10], activation: sigmoid }",
        "lambda=0.5",
        "alongside=none",
      ),
    );
    const series = (component: string) =>
      energies!
        .filter((row) => row.inference === "euler" && row.component === component)
        .map((row) => Number(row.value));
    const total = series("total");
    total.slice(1).forEach((value, i) => {
      expect(value).toBeLessThan(total[i]!);
    });
    const internal = series("internal");
    expect(Math.min(...internal)).toBe(internal[0]);
  });

  it("runs the experiment on orders: 1 one-sided, 2 symmetric, with the implicit gradient as the truth", async () => {
    const cells = await cellsOf(
      "estimator-order",
      ...custom("lateral-hopfield"),
      "energy.options={ lateral: 0.3 }",
      // It comes to rest in few sweeps.
      "network={ sizes: [784, 3, 10], activation: sigmoid }",
      "estimators=[ep-one-sided, ep-symmetric]",
      "dial=[0.02, 0.08]",
      "seeds=[0]",
      "alongside=none",
      // What float32 can reach: below that the dynamics would be followed on and on.
      "inference={ tolerance: 1e-5, maxIterations: 200 }",
    );
    const { errors } = await tablesOf(cells);
    const slopeOf = (name: string): number => {
      const [low, high] = errors!
        .filter((row) => row.estimator === name)
        .map((row) => Number(row.relative_error));
      return Math.log(high! / low!) / Math.log(4);
    };
    expect(Math.abs(slopeOf("ep-one-sided") - 1)).toBeLessThan(0.2);
    expect(Math.abs(slopeOf("ep-symmetric") - 2)).toBeLessThan(0.3);
  });

  const short = [
    "seeds=[0]",
    "network={ sizes: [784, 5, 4, 10], activation: tanh }",
    "training={ images: 24, testImages: 10, batchSize: 8, learningRate: 0.05 }",
  ];

  it("is trained: its estimate stays with backprop through its own free phase, and falls short of it as Euler's steps do", async () => {
    const training = [
      "alongside=none",
      "lambda=0.01",
      "inference={ solver: euler, stepSize: 0.2, steps: 30 }",
    ];
    const found = await tablesOf(
      await cellsOf("fig3c", ...custom("precision-per-unit"), ...short, ...training),
    );
    const cosines = found.batches!.map(({ cosine }) => Number(cosine));
    expect(cosines).toHaveLength(3);
    expect(Math.min(...cosines)).toBeGreaterThan(0.995);
    expect(found.batches!.map(({ loss }) => Number(loss)).every(Number.isFinite)).toBe(true);
    expect(found.test![0]!.accuracy).toBeTypeOf("number");
  });

  it("written for our own engine it trains in float64: with precisions of 1 the very numbers of the built-in one", async () => {
    const settings = [...short, "inference.steps=5"];
    const own = [`energy.module=${example("precision-local")}`, "energy.options={ first: 1, last: 1 }"];
    const [found, builtin] = await Promise.all(
      [own, []].map(
        async (energy) =>
          (await tablesOf(await cellsOf("fig3b", ...energy, ...settings, "alongside=none"))).batches!,
      ),
    );
    found!.forEach((row, i) => {
      expect(row.loss).toBeCloseTo(Number(builtin![i]!.loss), 12);
      expect(row.accuracy).toBe(builtin![i]!.accuracy);
      if (row.algorithm === "backprop") return;
      expect(row.algorithm).toBe("ep-one-sided");
      expect(row.cosine).toBeCloseTo(Number(builtin![i]!.cosine), 10);
    });
    const [cell] = await cellsOf("train-compare", ...own, ...short, "algorithms=[ep-symmetric]");
    expect(cell!.uses).toContain("local energy");
    const { batches } = await tablesOf([cell!]);
    // Order 2: at λ = 0.1 the estimate is that of backprop to a part in a hundred.
    for (const { cosine } of batches!.filter((row) => row.cosine !== null))
      expect(cosine).toBeGreaterThan(0.999);
  });

  it.each([
    [
      ["engine.name=tfjs", "precision=float32", `energy.module=${example("precision-local")}`],
      /precision-local\.mjs:8: expected an energy of TensorFlow\.js with the engine tfjs, found local/,
    ],
    [
      [`energy.module=${example("precision-per-unit")}`],
      /precision-per-unit\.mjs:16: expected an export local for the built-in engine, found energy, which TensorFlow\.js differentiates/,
    ],
  ])("%j: the engine is that of its export", async (settings, message) => {
    await expect(cellsOf("fig3a", ...settings)).rejects.toThrow(message);
  });

  it("is part of a cell's identity by its content and its options", async () => {
    const file = join(folder, "energy.mjs");
    const source = readFileSync(example("precision-per-unit"), "utf8");
    const identity = async (text: string, last: number) => {
      writeFileSync(file, text);
      const [cell] = await cellsOf(
        "fig3a",
        ...tfjs,
        ...oneCell,
        `energy.module=${file}`,
        `energy.options={ last: ${last} }`,
      );
      expect(Object.keys(inputsOf([cell!]))).toEqual([file]);
      return JSON.stringify(cell!.settings.energy);
    };
    const first = await identity(source, 2);
    expect(await identity(source, 2)).toBe(first);
    expect(await identity(source, 3)).not.toBe(first);
    expect(await identity(`${source}\n// changed`, 2)).not.toBe(first);
  });

  it("that changed while a run computes fails its cells", async () => {
    const file = join(folder, "changing.mjs");
    const source = readFileSync(example("precision-per-unit"), "utf8");
    writeFileSync(file, source);
    const [cell] = await cellsOf("fig3a", ...tfjs, ...oneCell, `energy.module=${file}`);
    writeFileSync(file, `${source}\n// changed`);
    await expect(performed(cell!.work, cell!.settings)).rejects.toThrow(
      /changing\.mjs: expected it to stay as it was/,
    );
  });

  it("that can't be one is refused before any cell starts", async () => {
    const file = join(folder, "wrong.mjs");
    writeFileSync(file, "export const energy = (tf, { states }) => states[0];");
    await expect(cellsOf("fig3a", ...tfjs, `energy.module=${file}`)).rejects.toThrow(
      /wrong\.mjs:1: expected energy to return a scalar/,
    );
  });
});

describe("stored weights", () => {
  const sizes = [784, 16, 12, 10];
  const linalg = createLinalg("float64", kernelBytes("float64"));
  const network = chain({ sizes, activation: "relu" });
  const parameters = initialise(linalg, network, "pytorch-default", createStream(4, "parameters"));
  const file = join(folder, "seed4.safetensors");
  writeFileSync(file, weightsFile(linalg, network, parameters, {}));

  const few = "lambda=[0.1]";

  it("start a network where the seed would have started it", async () => {
    const stored = await tablesOf(await cellsOf("fig3a", "seeds=[0]", few, `network.weights=${file}`));
    const random = await tablesOf(await cellsOf("fig3a", "seeds=[4]", few));
    expect(stored.nudges!.map((row) => ({ ...row, seed: 4 }))).toEqual(random.nudges);
  });

  it("are part of a cell's identity by their content", async () => {
    const [cell] = await cellsOf("fig3a", "seeds=[0]", `network.weights=${file}`);
    const { weights } = cell!.settings.network as { weights: { file: string; sha256: string } };
    expect(weights.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(inputsOf([cell!])).toEqual({ [file]: weights.sha256 });
  });

  it("of a trained network are kept with its cell, and training goes on from them", async () => {
    const short = [
      "seeds=[0]",
      "alongside=none",
      "training.images=64",
      "training.testImages=10",
      "training.batchSize=32",
    ];
    const { weights } = await tablesOf(await cellsOf("fig3b", ...short));
    const row = weights!.find(({ algorithm }) => algorithm === "backprop")!;
    const trained = join(folder, "trained.safetensors");
    writeFileSync(trained, Buffer.from(String(row.safetensors), "base64"));
    const again = await tablesOf(await cellsOf("fig3b", ...short, `network.weights=${trained}`));
    const losses = again
      .batches!.filter(({ algorithm }) => algorithm === "backprop")
      .map(({ loss }) => Number(loss));
    const before = await tablesOf(await cellsOf("fig3b", ...short));
    const first = before
      .batches!.filter(({ algorithm }) => algorithm === "backprop")
      .map(({ loss }) => Number(loss));
    // The same images in the same order, seen a second time.
    expect(losses[0]!).toBeLessThan(first[0]!);
    expect(losses[1]!).toBeLessThan(first[1]!);
  });

  it.each([
    [
      ["seeds=0..2"],
      /^seeds: expected one seed with network\.weights, which leave nothing to chance, found 3; write seeds: \[0\]$/,
    ],
    [
      ["seeds=[0]", "network.sizes=[784, 12, 16, 10]"],
      /^network\.sizes: expected \[784, 16, 12, 10\], the network in the weights file, found \[784, 12, 16, 10\]/,
    ],
  ])("%j do not fit them", (settings, message) => {
    const { config } = configured("smoke/fig3a", `network.weights=${file}`, ...settings);
    expect(() => checkEquipment(config)).toThrow(message);
  });

  it("that aren't there are named with their field", () => {
    const { config } = configured("smoke/fig3a", "seeds=[0]", "network.weights=nowhere.safetensors");
    expect(() => checkEquipment(config)).toThrow(
      /^network\.weights: nowhere\.safetensors: expected a safetensors file, found none/,
    );
  });
});
