// Several images: each is measured as if it were the only one, and the tables have means over them, with their spread.
import { describe, expect, it } from "vitest";
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { perform } from "../../src/bench/work.ts";
import { valueSource } from "../../src/config/source.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { condense } from "../../src/experiments/images/condense.ts";
import { parseConfigOf } from "../../src/experiments/parse-config.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { works } from "../../src/experiments/works.ts";
import type { Row } from "../../src/rows/row.ts";

const laboratory = openLaboratory();
const network = { sizes: [784, 4, 3, 10] };

/** The rows of an experiment's cells, by table, and its tables. */
const computed = async (name: string, config: object) => {
  const experiment = experiments[name]!;
  const parsed = experiment.schema.parse({ experiment: name, seeds: [0], network, ...config });
  const rows: Record<string, Row[]> = {};
  for (const { work, settings } of experiment.cells(parsed, mnistChecksums)) {
    const found = await perform(works.find((each) => each.name === work)!, settings, laboratory);
    for (const [table, own] of Object.entries(found.tables)) rows[table] = [...(rows[table] ?? []), ...own];
  }
  return { rows, tables: experiment.tables(parsed) };
};

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

describe("dataset.images", () => {
  const nudge = { lambda: [0.1, 1], alongside: "none", inference: { solver: "equilibrium" } };

  it("gives the means of what each image gives by itself, and their spread", async () => {
    const { rows, tables } = await computed("nudge-sweep", { ...nudge, dataset: { images: "3..5" } });
    const [main, , perImage] = [tables[0]!, tables[1], tables.find(({ name }) => name === "images")!];
    const condensed = main.condense!(rows.nudges!, main.columns);
    expect(condensed.length).toBe(2);
    const alone = await Promise.all(
      [3, 4, 5].map(
        async (image) => (await computed("nudge-sweep", { ...nudge, dataset: { image } })).rows.nudges!,
      ),
    );
    for (const [at, row] of condensed.entries()) {
      const cosines = alone.map((own) => Number(own[at]!.cosine));
      expect(row.cosine).toBeCloseTo(mean(cosines), 14);
      const squares = cosines.map((cosine) => (cosine - mean(cosines)) ** 2);
      expect(row.cosine_image_sd).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0) / 2), 14);
      expect(row.images).toBe(3);
    }
    // The rows of each image are those that it has alone, to the last bit.
    const third = rows[perImage.from!]!.filter(({ image }) => image === 5).map(({ image: _, ...row }) => row);
    expect(third).toEqual(alone[2]);
    for (const { name } of main.columns) expect(Object.keys(condensed[0]!)).toContain(name);
  });

  it("is in every experiment that takes one image", async () => {
    for (const [name, { schema, tables }] of Object.entries(experiments)) {
      const parsed = schema.safeParse({ experiment: name, dataset: { images: [0, 1] } });
      if (!parsed.success) {
        expect(name).toMatch(/^(train|audit|cost|target)/); // those that train have many images anyway
        continue;
      }
      const names = tables(parsed.data).map((table) => table.name);
      expect(names).toContain("images");
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("changes nothing of a single image: neither cells nor tables", () => {
    const { schema, cells, tables } = experiments["nudge-sweep"]!;
    const config = schema.parse({ experiment: "nudge-sweep" });
    expect(JSON.stringify(cells(config, mnistChecksums))).not.toContain('images":');
    expect(tables(config).map(({ name }) => name)).toEqual(["nudges"]);
  });

  it("is refused where the dataset has not so many, and where it is no list of several", () => {
    const { schema, check } = experiments["nudge-sweep"]!;
    const config = schema.parse({ experiment: "nudge-sweep", dataset: { images: [0, 60_000] } });
    expect(() => check(config, laboratory.dataset(null))).toThrow(
      /expected an image from 0 to .*, found 60000/,
    );
    for (const images of [[], [1], [0, 0], "0..x", [-1, 0]])
      expect(schema.safeParse({ experiment: "nudge-sweep", dataset: { images } }).success).toBe(false);
  });
});

it("a field that this experiment has not is refused with the names of those that have it", () => {
  const source = valueSource({ experiment: "energy-evolution", logLambda: [0.1] }, "mine");
  expect(() => parseConfigOf(experiments["energy-evolution"]!, experiments, source, [])).toThrow(
    /logLambda: unknown key.*; logLambda is a field of nudge-sweep, not of energy-evolution$/,
  );
});

describe("condensing", () => {
  const columns = [
    { name: "seed", unit: "", meaning: "", role: "key" as const },
    { name: "y", unit: "", meaning: "" },
    { name: "outcome", unit: "", meaning: "", role: "note" as const },
    { name: "residual", unit: "", meaning: "", role: "work" as const },
    { name: "iterations", unit: "", meaning: "", role: "work" as const },
  ];

  it("takes means of measures and work, the worst end and the largest residual, and leaves out what is missing", () => {
    const rows = [
      { seed: 0, image: 0, y: 1, outcome: "converged", residual: 1e-13, iterations: 4 },
      { seed: 0, image: 1, y: 3, outcome: "kink", residual: 3e-13, iterations: 6 },
      { seed: 0, image: 2, y: null, outcome: "diverged", residual: null, iterations: 2 },
      { seed: 1, image: 0, y: 7, outcome: "converged", residual: 0, iterations: 1 },
    ];
    expect(condense(rows, columns, ["seed"])).toMatchObject([
      {
        seed: 0,
        y: 2,
        y_image_sd: Math.SQRT2,
        outcome: "diverged",
        residual: 3e-13,
        iterations: 4,
        images: 3,
      },
      { seed: 1, y: 7, y_image_sd: null, outcome: "converged", images: 1 },
    ]);
  });
});
