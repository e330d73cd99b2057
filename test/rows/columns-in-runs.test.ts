import { describe, expect, it } from "vitest";
import { columnsInRuns } from "../../src/rows/columns-in-runs.ts";

const column = (name: string, meaning: string, unit = "dimensionless") => ({ name, unit, meaning });

/** Two columns for each of so many layers, side by side, between two others. */
const layered = (layers: number) => [
  column("seed", "seed of layer 1"),
  ...Array.from({ length: layers }, (_, l) => [
    column(`error_${l}`, `error of layer ${l} (W_${l}, b_${l})`),
    column(`cosine_${l}`, `cosine for layer ${l}`),
  ]).flat(),
  column("steps", "steps taken"),
];

describe("columns in runs", () => {
  it("shows the columns of many layers as one each, where the first stood", () => {
    expect(columnsInRuns(layered(130))).toEqual([
      column("seed", "seed of layer 1"),
      column("error_0…129", "error of layer l (W_l, b_l), l = 0 … 129"),
      column("cosine_0…129", "cosine for layer l, l = 0 … 129"),
      column("steps", "steps taken"),
    ]);
  });

  it("leaves few layers as they are", () => {
    expect(columnsInRuns(layered(4))).toEqual(layered(4));
    expect(columnsInRuns(layered(5))).toHaveLength(4);
  });

  it("joins none that differ in more than their number, or do not count up", () => {
    const different = Array.from({ length: 8 }, (_, l) => column(`x_${l}`, ["first", "other"][l % 2]!));
    expect(columnsInRuns(different)).toEqual(different);
    const units = Array.from({ length: 8 }, (_, l) => column(`x_${l}`, "x", ["s", "m"][l % 2]!));
    expect(columnsInRuns(units)).toEqual(units);
    const gaps = Array.from({ length: 8 }, (_, l) => column(`x_${2 * l}`, `x of ${2 * l}`));
    expect(columnsInRuns(gaps)).toEqual(gaps);
    const again = [...layered(6), ...layered(3).slice(1, -1)];
    expect(columnsInRuns(again)).toHaveLength(4 + 6);
  });

  it("takes no other number of a meaning for the layer's", () => {
    const halves = Array.from({ length: 6 }, (_, l) => column(`x_${l}`, `x of ${l}, above 0.5 and 10`));
    expect(columnsInRuns(halves)).toEqual([column("x_0…5", "x of l, above 0.5 and 10, l = 0 … 5")]);
  });
});
