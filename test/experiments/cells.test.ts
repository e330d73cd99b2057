import { describe, expect, it } from "vitest";
import { hashOf } from "../../src/config/canonical.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { works } from "../../src/experiments/works.ts";
import type { Cell } from "../../src/rows/cell.ts";

/** Cells of an experiment with its defaults, but for the given fields. */
const cellsOf = (name: string, fields: object = {}): readonly Cell[] => {
  const experiment = experiments[name]!;
  return experiment.cells(experiment.schema.parse({ experiment: name, ...fields }), mnistChecksums);
};

const identity = ({ work, settings }: Cell): string => hashOf({ work, settings });

const identities = (name: string, fields: object = {}): string[] => cellsOf(name, fields).map(identity);

const figures = [
  "energy-evolution",
  "inference-distance",
  "equilibrium-distance",
  "nudge-sweep",
  "training-accuracy",
  "training-similarity",
];

describe.each(figures)("cells of %s", (name) => {
  const cells = cellsOf(name);

  it("are all different, have a work to do, and a label of their own", () => {
    expect(new Set(cells.map(identity)).size).toBe(cells.length);
    expect(new Set(cells.map(({ label }) => label)).size).toBe(cells.length);
    for (const { work } of cells) expect(works.map(({ name: known }) => known)).toContain(work);
  });

  it("hold only the keys that their solver reads", () => {
    const keys = {
      euler: ["order", "solver", "stepSize", "steps", "tolerance"],
      equilibrium: ["maxIterations", "readout", "solver", "tolerance"],
      minimum: ["maxIterations", "readout", "solver", "starts", "tolerance"],
    };
    for (const { settings } of cells) {
      const inference = settings.inference as { solver: keyof typeof keys } | undefined;
      if (inference === undefined) expect(settings.algorithm).toBe("backprop");
      else expect(Object.keys(inference).sort()).toEqual(keys[inference.solver]);
    }
  });

  it("know the seed, the precision and the images that they are computed from", () => {
    for (const { settings } of cells) {
      expect(settings).toMatchObject({ seed: expect.any(Number), precision: "float64" });
      expect(settings.dataset).toMatchObject({ checksums: mnistChecksums, pixels: "unit", dir: null });
      expect(settings).not.toHaveProperty("seeds");
      expect(settings).not.toHaveProperty("alongside");
      expect(settings).not.toHaveProperty("experiment");
    }
  });

  it("one series alone has half of the nudged cells", () => {
    const solvers = (fields: object) =>
      cellsOf(name, fields).flatMap(({ settings }) => {
        const inference = settings.inference as { solver: string } | undefined;
        return inference === undefined ? [] : [inference.solver];
      });
    const both = solvers({});
    expect(new Set(both)).toEqual(new Set(["euler", "equilibrium"]));
    expect(solvers({ alongside: "none" })).toEqual(both.filter((solver) => solver === "euler"));
    expect(solvers({ inference: { solver: "equilibrium" } })).toEqual(
      both.filter((solver) => solver === "equilibrium"),
    );
  });
});

describe("what is computed once", () => {
  it("a setting that only the other solver reads changes no cell", () => {
    const equilibrium = (fields: object) =>
      identities("nudge-sweep", { inference: { solver: "equilibrium", ...fields } });
    expect(equilibrium({ stepSize: 0.3, steps: 7, order: "top-down" })).toEqual(equilibrium({}));
    expect(equilibrium({ maxIterations: 50 })).not.toEqual(equilibrium({}));
  });

  it.each([
    ["seeds", { seeds: [0, 1, 2] }],
    ["lambda", { lambda: [0.01, 0.1] }],
  ])("cells for fewer %s are among those for more", (_, fields) => {
    const all = new Set(identities("nudge-sweep"));
    const some = identities("nudge-sweep", fields);
    expect(some.length).toBeLessThan(all.size);
    for (const one of some) expect(all.has(one)).toBe(true);
  });

  it("Fig. 2C's cells are among those of Fig. 3A, and Fig. 3C's among those of Fig. 3B", () => {
    for (const [fewer, more] of [
      ["equilibrium-distance", "nudge-sweep"],
      ["training-similarity", "training-accuracy"],
    ] as const) {
      const all = new Set(identities(more));
      expect(identities(fewer).every((one) => all.has(one))).toBe(true);
    }
  });

  it("a backprop cell has neither λ nor inference: it is the same for every PC-Nudge setting", () => {
    const backprop = (fields: object) =>
      cellsOf("training-accuracy", fields).filter(({ settings }) => settings.algorithm === "backprop");
    expect(backprop({}).length).toBe(5);
    for (const { settings } of backprop({})) {
      expect(settings).not.toHaveProperty("lambda");
      expect(settings).not.toHaveProperty("inference");
    }
    const other = backprop({ lambda: 0.5, inference: { stepSize: 0.3 }, alongside: "none" });
    expect(other.map(identity)).toEqual(backprop({}).map(identity));
  });

  it.each([
    { precision: "float32" },
    { loss: "squared-error" },
    { dataset: { pixels: "symmetric" } },
    { network: { activation: "tanh" } },
    { network: { initialisation: "xavier-uniform" } },
    { training: { momentum: 0.5 } },
    { training: { images: 100 } },
  ])("%j makes other training cells", (fields) => {
    const all = new Set(identities("training-accuracy"));
    expect(identities("training-accuracy", fields).some((one) => all.has(one))).toBe(false);
  });

  it.each([{ lambda: 0.5 }, { dataset: { image: 7 } }, { inference: { stepSize: 0.3, tolerance: 1e-9 } }])(
    "%j makes other cells of Fig. 2B",
    (fields) => {
      const all = new Set(identities("inference-distance"));
      expect(identities("inference-distance", fields).some((one) => all.has(one))).toBe(false);
    },
  );
});
