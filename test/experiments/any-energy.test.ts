// The experiments of Fig. 1 to 3 with each energy of the registry. What is expected is theory: an estimate converges to the gradient
// of its own free phase at its order, an energy falls along its own flow, forces cancel at rest, and the two-phase formula on
// predictive coding is PC-Nudge whichever record it is taken from.
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/dataset.ts";
import { energyNames } from "../../src/energy/registry.ts";
import { UserError } from "../../src/errors.ts";
import type { Row } from "../../src/rows/row.ts";
import { compute, configured, draw } from "./compute.ts";

const small = ["network.sizes=[784,6,5,10]", "network.activation=sigmoid", "seeds=[1]"];
const atRest = ["inference.solver=equilibrium", "inference.tolerance=1e-14", "inference.maxIterations=2000"];

const column = (rows: readonly Row[], name: string): number[] => rows.map((row) => Number(row[name]));

const messageOf = (file: string, ...settings: readonly string[]): string => {
  const { experiment, config } = configured(file, ...settings);
  const dataset = openDataset(null);
  try {
    experiment.check(config, dataset);
    return "";
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  } finally {
    dataset.close();
  }
};

describe.each(energyNames)("%s by its name in a config", (energy) => {
  it.each([
    ["one-sided", 1],
    ["symmetric", 2],
  ])(
    "the λ sweep, %s: the estimate converges to the gradient of its own free phase at order %d",
    async (scheme, order) => {
      const computed = await compute(
        "fig3a",
        `energy=${energy}`,
        `estimator=${scheme}`,
        "lambda=[0.01,0.02]",
        "logLambda=null",
        ...small,
        ...atRest,
      );
      const [near, far] = column(computed.rows.nudges!, "relative_distance");
      expect(Math.log2(far! / near!)).toBeCloseTo(order, 1);
      expect(near!).toBeLessThan(0.05);
    },
  );

  it("Fig. 2A: the internal energy rises from its free phase while the total falls", async () => {
    const computed = await compute(
      "fig2a",
      `energy=${energy}`,
      "inference.steps=20",
      "inference.stepSize=0.05",
      "lambda=0.1",
      ...small,
    );
    const along = (component: string): number[] =>
      column(
        computed.rows.energies!.filter((row) => row.component === component && row.step !== null),
        "value",
      );
    const total = along("total");
    expect(total.length).toBe(21);
    for (let step = 1; step < total.length; step++) expect(total[step]!).toBeLessThan(total[step - 1]!);
    expect(along("internal").at(-1)!).toBeGreaterThan(along("internal")[0]!);
    expect(await draw(computed)).toContain("<svg");
  });

  it("Fig. 1C: the two forces on each layer cancel at the equilibrium, and at the start there is but that of the loss", async () => {
    const computed = await compute("smoke/forces", `energy=${energy}`, "lambda=0.1", ...small);
    const rows = computed.rows.forces!;
    const resting = rows.filter((row) => row.step === null);
    const first = rows.filter((row) => row.step === 0);
    // Prediction errors move hidden layers alone; without them the loss acts on the output.
    expect(resting.map((row) => row.layer)).toEqual(
      energy === "predictive-coding" ? ["1", "2", "all"] : ["1", "2", "3", "all"],
    );
    for (const row of resting) expect(Number(row.total)).toBeLessThan(1e-8);
    expect(Number(resting.at(-1)!.supervised)).toBeGreaterThan(1e-3);
    expect(Number(resting.at(-1)!.cosine)).toBeCloseTo(-1, 9);
    for (const row of first) expect(Number(row.internal)).toBeLessThan(1e-9);
    expect(await draw(computed)).toContain("<svg");
  });

  it("training: its own estimator follows the gradient that it is meant to be", async () => {
    const computed = await compute(
      "smoke/fig3c",
      `energy=${energy}`,
      "loss=squared-error",
      "training={ batchSize: 16, learningRate: 0.01, images: 64, testImages: 20 }",
      ...small,
      ...atRest,
    );
    const cosines = column(computed.rows.batches!, "cosine");
    expect(cosines.length).toBe(4);
    for (const cosine of cosines) expect(cosine).toBeGreaterThan(0.9999);
  });
});

describe("an energy in place of the algorithms' own", () => {
  const train = (...settings: readonly string[]) =>
    compute(
      "smoke/train-compare",
      "training={ batchSize: 16, learningRate: 0.01, images: 64, testImages: 20 }",
      "cosineEvery=1",
      ...small,
      ...settings,
    );

  it("equilibrium propagation on predictive coding is PC-Nudge, number by number", async () => {
    const own = await train("algorithms=[pc-nudge]");
    const replaced = await train("algorithms=[ep-one-sided]", "energy=predictive-coding");
    const numbers = (rows: readonly Row[]) => rows.map(({ algorithm: _, ...row }) => row);
    expect(own.rows.batches!.length).toBe(4);
    expect(numbers(replaced.rows.batches!)).toEqual(numbers(own.rows.batches!));
    expect(numbers(replaced.rows.test!)).toEqual(numbers(own.rows.test!));
  });

  it("is refused for an algorithm that is tied to its own, with those that are not", () => {
    expect(messageOf("train-compare", "algorithms=[chl]", "energy=hopfield")).toBe(
      "algorithms: expected those that the energy hopfield supports, found chl; write algorithms: [backprop, ep-one-sided, ep-symmetric, feedback-alignment, direct-feedback-alignment]",
    );
  });
});

describe("an energy is refused", () => {
  it("for a network that it does not support", () => {
    for (const file of ["fig2a", "fig2c", "fig3a", "fig3b", "fig3c", "forces"])
      expect(messageOf(file, "energy=layered-feedback", "network.activation=gelu")).toContain(
        "energy layered-feedback: expected an invertible activation, found gelu",
      );
  });

  it("for a loss that its estimator does not support", () => {
    expect(messageOf("fig3b", "energy=layered-feedback", "network.activation=tanh")).toBe(
      "loss: expected squared-error with the energy layered-feedback, whose estimator chl supports no other, found cross-entropy; write loss: squared-error",
    );
  });

  it("for an engine that does not have it", () => {
    expect(
      messageOf(
        "fig3a",
        "energy=layered-feedback",
        "network.activation=tanh",
        "engine.name=tfjs",
        "precision=float32",
      ),
    ).toBe(
      "energy: expected one that the engine tfjs has, found layered-feedback (layered-feedback is the built-in engine's alone); leave engine out, or write predictive-coding or hopfield",
    );
  });

  it("with others that do support the network", () => {
    const residual =
      "network={residual: {inputs: 784, outputs: 10, blocks: 2, units: 4}, activation: tanh, parameterisation: mup, initialisation: normal}";
    for (const energy of energyNames.filter((name) => name !== "predictive-coding"))
      expect(messageOf("fig3a", residual, `energy=${energy}`)).toMatch(
        new RegExp(`^energy ${energy}: expected .*, found .*; .*, or energy: predictive-coding$`),
      );
    expect(messageOf("fig3a", residual, "energy=predictive-coding")).toBe("");
  });

  it("that there isn't, with those that there are and the one that was meant", () => {
    expect(() => configured("fig3a", "energy=hopfeld")).toThrow(
      /energy: expected one of .*, found "hopfeld"; did you mean hopfield\?/,
    );
  });
});
