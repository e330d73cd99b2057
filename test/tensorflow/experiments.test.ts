// The experiments on TensorFlow.js: the same code, the same numbers to float32.
import { describe, expect, it } from "vitest";
import { checkEquipment } from "../../src/bench/provision/check-equipment.ts";
import { enginesOf, inputsOf, provideEquipment } from "../../src/bench/provision/provide-equipment.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { Cell } from "../../src/rows/cell.ts";
import type { Row } from "../../src/rows/row.ts";
import { configured } from "../experiments/compute.ts";
import { performed } from "../experiments/perform.ts";
import { describeBackends } from "./backends.ts";

const cellsOf = (file: string, ...settings: readonly string[]): Promise<readonly Cell[]> => {
  // TensorFlow.js reads the activities; so must the engine that it is compared with.
  const { experiment, config } = configured(
    file,
    "precision=float32",
    "inference.readout=states",
    ...settings,
  );
  return provideEquipment(experiment.cells(config, mnistChecksums));
};

/** The rows of all tables of the cells, computed as a worker does it. */
const rowsOf = async (cells: readonly Cell[]): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const { work, settings } of cells) {
    const { tables } = await performed(work, settings);
    rows.push(...Object.values(tables).flat());
  }
  return rows;
};

/** What is left of a force at rest, and how often it was swept to get there, are rounding. */
const rounding = ["rounding", "residual", "iterations"];

describeBackends("smoke configs", ({ backend, tf }) => {
  it.each(["fig2a", "fig2c", "fig3a"])("%s agrees with the built-in engine to 1e-4", async (figure) => {
    const little = ["seeds=[1]", ...(figure === "fig3a" ? ["lambda=[0.01, 0.5]"] : [])];
    const expected = await rowsOf(await cellsOf(`smoke/${figure}`, ...little));
    const onTensorFlow = ["engine.name=tfjs", `engine.backend=${backend}`];
    const cells = await cellsOf(`smoke/${figure}`, ...little, ...onTensorFlow);
    const found = await rowsOf(cells);
    const { numTensors } = tf.memory();
    expect(found.length).toBe(expected.length);
    found.forEach((row, i) => {
      for (const [column, value] of Object.entries(expected[i]!)) {
        if (rounding.includes(column)) continue;
        if (typeof value !== "number") expect(row[column], column).toBe(value);
        else {
          // A layer's distance is that of two gradients which nearly agree: what float32 leaves of each counts.
          const layer = /_\d+$/.test(column) ? 1e-5 : 0;
          const bound = 1e-4 * Math.abs(value) + layer;
          expect(Math.abs(Number(row[column]) - value), column).toBeLessThanOrEqual(bound);
        }
      }
    });
    // Some of them again: the same to the bit, and no tensor more.
    const again = await rowsOf(cells.slice(0, 2));
    expect(again).toEqual(found.slice(0, again.length));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe("what cells are computed with", () => {
  it("is part of their identity: backend, version", async () => {
    const builtin = await cellsOf("smoke/fig3a", "seeds=[0]", "lambda=[0.1]");
    const cpu = await cellsOf(
      "smoke/fig3a",
      "seeds=[0]",
      "lambda=[0.1]",
      "engine.name=tfjs",
      "engine.backend=cpu",
    );
    const auto = await cellsOf("smoke/fig3a", "seeds=[0]", "lambda=[0.1]", "engine.name=tfjs");
    expect(builtin[0]!.settings.engine).toEqual({ name: "builtin" });
    expect(cpu[0]!.settings.engine).toEqual({ name: "tfjs", backend: "cpu", version: "4.22.0" });
    expect((auto[0]!.settings.engine as { backend: string }).backend).toMatch(/^(tensorflow|wasm)$/);
    expect(enginesOf(cpu)).toEqual(["tfjs cpu 4.22.0"]);
    expect(enginesOf(builtin)).toEqual(["builtin"]);
    expect(inputsOf(builtin)).toEqual({});
  });

  it("a float64 series beside float32 stays with the built-in engine", async () => {
    const cells = await cellsOf(
      "smoke/estimator-order",
      "engine.name=tfjs",
      "engine.backend=cpu",
      "estimators=[pc-nudge, ep-symmetric]",
      "alongside=float64",
    );
    for (const { settings } of cells) {
      const { name } = settings.engine as { name: string };
      expect(name).toBe(settings.precision === "float32" ? "tfjs" : "builtin");
    }
  });

  it.each([
    [["engine.name=tfjs", "precision=float64"], /^precision: expected float32 with engine.name tfjs/],
    [["engine.backend=wasm"], /^engine.backend: expected auto with engine.name builtin, found wasm/],
    [
      ["engine.name=tfjs", "precision=float32", "energy.module=./x.mjs", "alongside=float64"],
      /^alongside: expected float32 or none with an energy of TensorFlow.js, found float64; write none/,
    ],
  ])("%j doesn't fit together", (settings, message) => {
    const file = settings.includes("alongside=float64") ? "smoke/estimator-order" : "smoke/fig3a";
    const { config } = configured(file, ...settings);
    expect(() => checkEquipment(config)).toThrow(message);
  });

  it("an experiment checks it with everything else", () => {
    const { experiment, config } = configured("smoke/fig3a", "engine.backend=wasm");
    expect(() => experiment.check(config, {} as never)).toThrow(/^engine.backend: /);
  });

  it("estimators that an engine can't do with are refused by name", () => {
    const { experiment, config } = configured(
      "smoke/estimator-order",
      "engine.name=tfjs",
      "precision=float32",
    );
    const fitting = { train: { imageSize: 784, classes: 10, rows: 28, columns: 28, count: 60_000 } };
    expect(() => experiment.check(config, fitting as never)).toThrow(
      /^estimators: expected those that the engine tfjs supports, found .*chl.* \(pc-alm-1, .*chl.* are the built-in engine's alone\); write estimators: \[pc-nudge, /,
    );
  });
});
