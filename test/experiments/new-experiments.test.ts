import { describe, expect, it } from "vitest";
import { hashOf } from "../../src/config/canonical.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { Row } from "../../src/rows/row.ts";
import { drawer } from "../report/drawer.ts";
import { compute, configured, draw, lacking } from "./compute.ts";
import { performed } from "./perform.ts";

// What holds for each of the experiments on all the algorithms. How many rows there must be follows from the config.
const cases = [
  // 18 estimators in 2 precisions, 5 values of the dial.
  ["estimator-order", { errors: 18 * 2 * 5, orders: 18 * 2 }],
  // 2 step sizes, 2 seeds, 5 states, 4 layers.
  ["first-step", { ratios: 2 * 2 * 5 * 4 }],
  // 2 precisions, 2 seeds, 19 strengths, 3 layers and all of them.
  ["feedback-sweep", { errors: 2 * 2 * 19 * 4 }],
  // 2 seeds, 21 states and an equilibrium, 2 hidden layers and all of them.
  ["forces", { forces: 2 * (21 + 1) * 3 }],
  // 4 architectures, 2 depths, 2 widths, 2 inferences, 2 seeds; layers with weights: one more than hidden ones.
  ["depth", { errors: 4 * 2 * 2 * 2 * 2, layers: 4 * 2 * 2 * 2 * (3 + 11) }],
  // 2 seeds, 3 images, 3 layers; λ until the target is missed, and step counts up to 60; 2 controls in 3 layers and in all.
  [
    "audit",
    {
      layers: 2 * 3 * 3,
      images: 2 * 3,
      strengths: 2 * 3,
      steps: 2 * 16,
      estimators: 24,
      recommendations: 2,
      controls: 2 * 2 * 3 * 4,
    },
  ],
  // Four that relax, by two numbers of steps or to rest, at two values of the dial; one that has no Euler; three that relax nothing.
  ["cost", { costs: 4 * 3 * 2 + 2 + 3 }],
  // 9 algorithms, 4 batches, one test.
  ["train-compare", { batches: 9 * 4, test: 9 }],
  // 2 moments, 2 depths, 2 widths, 2 seeds, 2 λ, 3 samples.
  ["target-alignment", { alignments: 2 * 2 * 2 * 2 * 2, samples: 2 * 2 * 2 * 2 * 2 * 3 }],
] as const;

/** Less of the same, where states relax for long. */
const less: Readonly<Record<string, readonly string[]>> = {
  "estimator-order": ["dial=1e-4..1:log:5"],
  "train-compare": [
    "training={ batchSize: 16, learningRate: 0.1, images: 64, testImages: 16 }",
    "cosineEvery=2",
  ],
};

describe.each(cases)("%s", async (name, counts) => {
  const computed = await compute(`smoke/${name}`, ...(less[name] ?? []));
  const { experiment, config, tables, rows } = computed;
  const drawChart = drawer();

  it("yields complete tables: every column known, no number that is none", () => {
    const found = Object.entries(rows).map(([table, all]) => [table, all.length]);
    expect(Object.fromEntries(found)).toEqual(counts);
    expect(lacking({ tables, rows })).toEqual([]);
  });

  it("its keys tell the rows apart", () => {
    for (const { name: table, columns } of tables) {
      const keys = columns.filter(({ role }) => role === "key");
      const identities = rows[table]!.map((row) => keys.map((key) => row[key.name]).join("|"));
      expect(new Set(identities).size).toBe(identities.length);
    }
  });

  it("gives the same bits again, whatever was computed before", async () => {
    // Every third cell, the last one first.
    const cells = experiment.cells(config, mnistChecksums);
    for (let i = cells.length - 1; i >= 0; i -= 3)
      expect(await performed(cells[i]!.work, cells[i]!.settings)).toEqual(computed.results[i]);
  });

  it("says what it found, in numbers", () => {
    const { findings, plot } = experiment.summarise(rows, config);
    expect(findings.length).toBeGreaterThan(2);
    for (const { label, value } of findings)
      expect(`${label} ${value}`).not.toMatch(/NaN|Infinity|undefined {2}/);
    for (const { points } of plot?.series ?? []) {
      expect(points.length).toBeGreaterThan(0);
      expect(points.flat().every(Number.isFinite)).toBe(true);
    }
  });

  it("is drawn without a warning, titled, described and with its network", async () => {
    const svg = await draw(computed, drawChart);
    expect(svg).toMatch(/<title>.{20,}<\/title><desc>.{200,}<\/desc>/);
    expect(svg).toContain("depths" in config ? "hidden layers" : config.network.sizes.join("-"));
  });

  it("is drawn when some cells failed, or all of them", async () => {
    const partial: readonly ((row: Row) => boolean)[] = [
      () => false,
      (row) => row.precision === "float32" || row.inference === "euler" || row.algorithm === "chl",
      (row) => row.seed === 1,
    ];
    /** What has been drawn: the whole was above, and two of them may keep the same. */
    const drawn = new Set([JSON.stringify(rows)]);
    for (const keep of partial) {
      const some = Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.filter(keep)]));
      if (drawn.has(JSON.stringify(some))) continue;
      drawn.add(JSON.stringify(some));
      expect(await draw({ ...computed, rows: some }, drawChart)).toContain("<title>");
    }
    expect(drawn.size).toBeGreaterThan(1);
  });

  it("sums up an empty table without inventing numbers", () => {
    const none = Object.fromEntries(tables.map(({ name: table }) => [table, []]));
    if (name === "train-compare") return;
    for (const { value } of experiment.summarise(none, config).findings)
      expect(value).not.toMatch(/NaN|Infinity/);
  });
});

describe.each(cases.map(([name]) => [name]))("the config %s", (name) => {
  it("has cells of its own for each observation that is independent, with a label each", () => {
    const { experiment, config } = configured(name);
    const cells = experiment.cells(config, mnistChecksums);
    expect(new Set(cells.map(({ work, settings }) => hashOf({ work, settings }))).size).toBe(cells.length);
    expect(new Set(cells.map(({ label }) => label)).size).toBe(cells.length);
    for (const { settings } of cells) {
      expect(settings).toMatchObject({
        seed: expect.any(Number),
        precision: expect.stringMatching(/^float/),
      });
      expect(settings.dataset).toMatchObject({ checksums: mnistChecksums, pixels: "unit", dir: null });
      expect(settings).not.toHaveProperty("seeds");
      expect(settings).not.toHaveProperty("alongside");
    }
  });
});
