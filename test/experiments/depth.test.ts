import { describe, expect, it } from "vitest";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { experiments } from "../../src/experiments/registry.ts";
import type { CellResult } from "../../src/rows/cell.ts";
import type { Row } from "../../src/rows/row.ts";
import { performed } from "./perform.ts";

const rowsOf = async (fields: object): Promise<{ errors: readonly Row[]; layers: readonly Row[] }> => {
  const experiment = experiments.depth!;
  const config = experiment.schema.parse({ experiment: "depth", seeds: [0], ...fields });
  const results: CellResult[] = [];
  for (const { work, settings } of experiment.cells(config, mnistChecksums))
    results.push(await performed(work, settings));
  const table = (name: string) => results.flatMap(({ tables }) => tables[name]!);
  return { errors: table("errors"), layers: table("layers") };
};

describe("the experiment depth", () => {
  it("lets the signal down by one layer a step, with skips as without", async () => {
    const steps = 4;
    const { layers } = await rowsOf({
      architectures: ["chain", "residual", "residual-mup"],
      depths: [8],
      widths: [5],
      lambda: 0.1,
      inference: { solver: "euler", steps },
      alongside: "none",
    });
    expect(layers).toHaveLength(3 * 9);
    // The output's own weights have their signal at step 0, hidden layer l of 8 at step 9 − l.
    for (const { layer, norm_ratio: ratio } of layers) {
      if (9 - Number(layer) > steps) expect(ratio).toBe(0);
      else expect(ratio).toBeGreaterThan(0);
    }
  });

  it("measures what the λ sweep measures, in all and in each layer", async () => {
    const inference = { solver: "equilibrium" };
    const { errors, layers } = await rowsOf({
      architectures: ["chain"],
      depths: [2],
      widths: [6],
      lambda: 0.2,
      inference,
    });
    const sweep = experiments["nudge-sweep"]!;
    const network = { sizes: [784, 6, 6, 10], activation: "tanh" };
    const config = sweep.schema.parse({
      experiment: "nudge-sweep",
      seeds: [0],
      lambda: [0.2],
      network,
      inference,
    });
    const [cell] = sweep.cells(config, mnistChecksums);
    const [row] = (await performed(cell!.work, cell!.settings)).tables.nudges!;
    expect(errors[0]).toMatchObject({ relative_distance: row!.relative_distance, cosine: row!.cosine });
    expect(layers.map((layer) => layer.relative_distance)).toEqual(
      [0, 1, 2].map((l) => row![`relative_distance_${l}`]),
    );
    expect(layers.map((layer) => layer.cosine)).toEqual([0, 1, 2].map((l) => row![`cosine_${l}`]));
    // No layer alone is farther off than all of them, and one is at least as far.
    const worst = Math.max(...layers.map((layer) => Number(layer.relative_distance)));
    expect(Number(errors[0]!.relative_distance)).toBeLessThanOrEqual(worst);
  });
});
