// The formula of a custom energy's free phase is the user's, and may be dear: it is evaluated once for the parameters and images that it
// is asked for, and once more where the truth is its derivative.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { provideEquipment } from "../../src/bench/provision/provide-equipment.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { Cell } from "../../src/rows/cell.ts";
import { configured } from "../experiments/compute.ts";
import { performed } from "../experiments/perform.ts";

const folder = mkdtempSync(join(tmpdir(), "ebm-free-phase-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The worked example, which counts how often its formula is evaluated. */
const counted = globalThis as unknown as { freePhases: number };
const example = readFileSync(
  fileURLToPath(new URL("../../examples/precision-per-unit.mjs", import.meta.url)),
  "utf8",
);
const opening = "export const free = (tf, { input, parameters, activation, sizes }) => {\n";
const module = join(folder, "counting.mjs");
writeFileSync(module, example.replace(opening, `${opening}  globalThis.freePhases += 1;\n`));

const cellsOf = (file: string, ...settings: readonly string[]): Promise<readonly Cell[]> => {
  const custom = ["precision=float32", "engine.name=tfjs", "engine.backend=cpu", `energy.module=${module}`];
  const { experiment, config } = configured(
    `smoke/${file}`,
    ...custom,
    "seeds=[0]",
    "network.activation=tanh",
    ...settings,
  );
  return provideEquipment(experiment.cells(config, mnistChecksums));
};

const evaluationsOf = async ({ work, settings }: Cell): Promise<number> => {
  counted.freePhases = 0;
  await performed(work, settings);
  return counted.freePhases;
};

describe("the formula of a custom energy's free phase", () => {
  it.each([
    ["fig3a", ["lambda=[0.1]", "inference.steps=3"]],
    ["estimator-order", ["estimators=[pc-nudge, ep-one-sided]", "dial=[0.02, 0.08]", "alongside=none"]],
  ])("is evaluated once a cell of %s, and once where its derivative is the truth", async (file, settings) => {
    expect(example).toContain(opening);
    const cells = await cellsOf(file, "network.sizes=[784, 3, 10]", ...settings);
    for (const cell of cells) expect(await evaluationsOf(cell), cell.label).toBe(2);
  });

  it("is evaluated once a batch of training, once for the truth of one that is compared, and once for the test", async () => {
    const [cell] = await cellsOf(
      "fig3c",
      "network.sizes=[784, 5, 4, 10]",
      "training={ images: 16, testImages: 8, batchSize: 8, learningRate: 0.05 }",
      "lambda=0.01",
      "inference={ solver: euler, stepSize: 0.2, steps: 3 }",
      "alongside=none",
    );
    expect(await evaluationsOf(cell!)).toBe(2 * 2 + 1);
  });
});
