import { describe, expect, it } from "vitest";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { compute, configured, lacking } from "./compute.ts";
import { performed } from "./perform.ts";

// One observation a row: how many there must be, from the config alone.
const figures = [
  // 21 states and one equilibrium, three components.
  ["fig2a", "energy-evolution", { energies: 3 * 21 + 3 }],
  // 3 seeds: 20 steps with five metrics, and an equilibrium without the distance from the first step.
  ["fig2b", "inference-distance", { distances: 3 * (20 * 5 + 4) }],
  ["fig2c", "equilibrium-distance", { nudges: 2 * 3 * 4 }],
  ["fig3a", "nudge-sweep", { nudges: 2 * 3 * 4 }],
  // Two seeds, two λ, on the synthetic colour images.
  ["colour", "nudge-sweep", { nudges: 2 * 2 }],
  // Three runs with 2 seeds of 8 batches and one test each.
  ["fig3b", "training-accuracy", { batches: 3 * 2 * 8, test: 3 * 2 }],
  ["fig3c", "training-similarity", { batches: 2 * 2 * 8 }],
] as const;

describe.each(figures)("smoke config %s", (figure, name, counts) => {
  it("computes complete tables of finite numbers, and says what it found", async () => {
    const { experiment, config, tables, rows } = await compute(`smoke/${figure}`);
    expect(experiment.name).toBe(name);
    expect(lacking({ tables, rows })).toEqual([]);
    expect(Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.length]))).toEqual(
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
    const { experiment, config } = configured(`smoke/${figure}`);
    const [cell] = experiment.cells(config, mnistChecksums);
    const once = () => performed(cell!.work, cell!.settings);
    expect(await once()).toEqual(await once());
  });
});
