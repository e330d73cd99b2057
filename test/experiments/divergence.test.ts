import { describe, expect, it } from "vitest";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { Row } from "../../src/rows/row.ts";
import { largestEigenvalue, linearHessian } from "../inference/linear-network.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import { compute, draw } from "./compute.ts";
import { performed } from "./perform.ts";
import { plainNetwork } from "./plain-image.ts";

// Oracle: the Hessian of a linear network in closed form, on either side of whose 2/λ_max Euler's method turns.

const network = {
  sizes: [784, 6, 5, 10],
  activation: "linear",
  initialisation: "pytorch-default",
  weights: null,
} as const;
const base = {
  engine: { name: "builtin" },
  precision: "float64",
  dataset: { dir: null, pixels: "unit", image: 4, checksums: mnistChecksums },
  network,
  loss: "squared-error",
  seed: 3,
  lambda: 1,
} as const;
const curvature = largestEigenvalue(linearHessian(plainNetwork(base, base.seed), 1));

const works = [
  ["nudge", { energy: "predictive-coding", estimator: "one-sided" }, "nudges"],
  ["energy-evolution", { energy: "predictive-coding" }, "energies"],
  ["inference-distance", {}, "distances"],
  ["forces", { energy: "predictive-coding" }, "forces"],
] as const;
const keys = ["inference", "seed", "lambda", "step", "component", "metric", "layer"];
const said = ["truth", "outcome", "rounding", "largest_curvature", "largest_step", "residual", "iterations"];

describe.each(works)("%s", (work, more, table) => {
  const rowsAt = async (inference: object): Promise<{ rows: readonly Row[]; outcomes: object }> => {
    const { lambda, ...rest } = base;
    const { tables, outcomes } = await performed(work, { ...rest, lambda, ...more, inference });
    return { rows: tables[table]!, outcomes };
  };
  const stepped = (factor: number) => rowsAt(euler({ stepSize: (factor * 2) / curvature, steps: 150 }));

  it("below 2/λ_max there are measures, above it none: a row all the same, with λ_max and the largest step", async () => {
    const [below, above] = [await stepped(0.95), await stepped(1.05)];
    expect(above.outcomes).toEqual({ diverged: 1 });
    expect(above.rows.map((row) => keys.map((key) => row[key]))).toEqual(
      below.rows.map((row) => keys.map((key) => row[key])),
    );
    for (const [found, outcome] of [
      [below, "max-steps"],
      [above, "diverged"],
    ] as const) {
      for (const row of found.rows) {
        expect(row).toMatchObject({ outcome, iterations: 150 });
        expect(Number(row.largest_curvature) / curvature).toBeCloseTo(1, 6);
        expect(Number(row.largest_step) * curvature).toBeCloseTo(2, 6);
      }
    }
    const measures = Object.keys(above.rows[0]!).filter((name) => ![...keys, ...said].includes(name));
    expect(measures.length).toBeGreaterThan(0);
    expect(above.rows.flatMap((row) => measures.filter((name) => row[name] !== null))).toEqual([]);
    const first = below.rows.at(-1)!;
    expect(measures.some((name) => typeof first[name] === "number")).toBe(true);
    for (const value of above.rows.flatMap((row) => Object.values(row)))
      if (typeof value === "number" && !Number.isFinite(value)) expect.fail(`${value} is no finite number`);
  });

  it("the state at rest has them too", async () => {
    const { rows } = await rowsAt(equilibrium());
    for (const row of rows) {
      expect(row.outcome).toBe("converged");
      expect(Number(row.largest_curvature) / curvature).toBeCloseTo(1, 6);
      expect(row.residual).toBeLessThan(1e-11);
    }
  });
});

describe("under a negative nudge without a minimum", () => {
  it("no step is short enough: diverged, though far below 2/λ_max", async () => {
    const inference = euler({ steps: 4000 });
    const { tables } = await performed("nudge", {
      ...base,
      lambda: -20,
      energy: "predictive-coding",
      estimator: "one-sided",
      inference,
    });
    const [row] = tables.nudges!;
    expect(row).toMatchObject({ outcome: "diverged", gradient_distance: null, cosine: null });
    expect(row!.largest_step === null || Number(row!.largest_step) > 0.1).toBe(true);
  });
});

describe("figures of which some have diverged", () => {
  const settings = ["inference.stepSize=1.2", "seeds=[0, 1]"];
  it.each(["smoke/fig2a", "smoke/fig2b", "smoke/fig2c", "smoke/fig3a", "smoke/forces"])(
    "%s: summary and chart are of what there is, and count the others",
    async (file) => {
      const computed = await compute(file, ...settings);
      const { experiment, config, rows } = computed;
      const { findings, plot } = experiment.summarise(rows, config);
      const text = JSON.stringify({ findings, plot });
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
      expect(findings.find(({ label }) => label === "euler: ends of inference")!.value).toMatch(
        /\d+ diverged/,
      );
      expect(findings.find(({ label }) => label === "equilibrium: ends of inference")!.value).not.toMatch(
        /diverged/,
      );
      const svg = await draw(computed);
      expect(svg).toMatch(/Euler, \d+ steps of 1\.2: \d+ diverged/);
    },
  );
});
