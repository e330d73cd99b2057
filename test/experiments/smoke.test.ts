import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse.ts";
import { readSource } from "../../src/config/source.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { experiments, works } from "../../src/experiments/registry.ts";
import type { CellResult } from "../../src/rows/cell.ts";
import type { Row } from "../../src/rows/row.ts";

const configOf = (figure: string, experiment: string) =>
  parseConfig(
    experiments[experiment]!.schema,
    readSource(fileURLToPath(new URL(`../../configs/smoke/${figure}.yaml`, import.meta.url))),
  );

// One observation a row: how many there must be, from the config alone.
const figures = [
  // 21 states and one equilibrium, three components.
  ["fig2a", "energy-evolution", { "": 3 * 21 + 3 }],
  // 3 seeds: 20 steps with five metrics, and an equilibrium without the distance from the first step.
  ["fig2b", "inference-distance", { "": 3 * (20 * 5 + 4) }],
  ["fig2c", "equilibrium-distance", { "": 2 * 3 * 4 }],
  ["fig3a", "nudge-sweep", { "": 2 * 3 * 4 }],
  // Two seeds, two λ, on the synthetic colour images.
  ["colour", "nudge-sweep", { "": 2 * 2 }],
  // Three runs with 2 seeds of 8 batches and one test each.
  ["fig3b", "training-accuracy", { "": 3 * 2 * 8, "-test": 3 * 2 }],
  ["fig3c", "training-similarity", { "": 2 * 2 * 8 }],
] as const;

describe.each(figures)("smoke config %s", (figure, name, counts) => {
  it("computes complete tables of finite numbers, and says what it found", async () => {
    const experiment = experiments[name]!;
    const config = configOf(figure, name);
    const results: CellResult[] = [];
    for (const { work, settings } of experiment.cells(config, mnistChecksums)) {
      results.push(await works[work]!(JSON.parse(JSON.stringify(settings))));
    }
    const tables = experiment.tables(config);
    const rows: Record<string, readonly Row[]> = {};
    for (const { source, suffix, columns, keep } of tables) {
      rows[suffix] = results.flatMap((result) => result.tables[source] ?? []).filter(keep ?? (() => true));
      for (const row of rows[suffix]) {
        for (const column of columns) {
          const value = row[column.name];
          expect(value, column.name).not.toBeUndefined();
          if (typeof value === "number") expect(value, column.name).toSatisfy(Number.isFinite);
        }
      }
    }
    expect(Object.fromEntries(Object.entries(rows).map(([suffix, all]) => [suffix, all.length]))).toEqual(
      counts,
    );
    const { findings, plot } = experiment.summarise(rows, config);
    expect(findings.length).toBeGreaterThan(0);
    for (const { value } of findings) expect(value).not.toMatch(/NaN|Infinity|undefined/);
    for (const { points } of plot!.series) {
      expect(points.length).toBeGreaterThan(0);
      expect(points.flat().every(Number.isFinite)).toBe(true);
    }
  });

  it("gives the same numbers again, to the bit", async () => {
    const experiment = experiments[name]!;
    const [cell] = experiment.cells(configOf(figure, name), mnistChecksums);
    const once = async () => works[cell!.work]!(cell!.settings);
    expect(await once()).toEqual(await once());
  });
});
