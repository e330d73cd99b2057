import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import type { Row } from "../../src/rows/row.ts";
import { defaultWindow } from "../../src/statistics/order-over-seeds.ts";
import type { SweptCell } from "../../src/sweep/columns.ts";
import type { SweepFlags } from "../../src/sweep/grid/written.ts";
import { sweptExperiment } from "../../src/sweep/swept-experiment.ts";
import { userMessage } from "../config/user-message.ts";
import { gridOf, identity } from "./sources.ts";

const sweep = (given: Partial<SweepFlags>, text?: string, maxCells = 1000) =>
  sweptExperiment(gridOf(given, text), { name: "small", maxCells, measure: null, window: defaultWindow });

const given = { lambda: "0.1,0.2", vary: ["network.activation=relu,tanh"] };

describe("a swept experiment", () => {
  it("has the other's cells at every point, named by what varies", () => {
    const { experiment, config } = sweep(given);
    const cells = experiment.cells(config, identity) as readonly SweptCell[];
    // 2 activations, 2 values of λ, 2 inferences, 2 seeds
    expect(cells).toHaveLength(16);
    expect(cells[0]).toMatchObject({
      work: "nudge",
      label: "relu, euler, seed 0, λ 0.1",
      settings: { lambda: 0.1, network: { activation: "relu" } },
      values: { lambda: 0.1, "network.activation": "relu" },
    });
    expect(cells.at(-1)!.label).toBe("tanh, equilibrium, seed 1, λ 0.2");
  });

  it("names a number by its field", () => {
    const { experiment, config } = sweep({ vary: ["inference.stepSize=0.1,0.2"] });
    expect(experiment.cells(config, identity)[0]!.label).toMatch(/^inference\.stepSize 0\.1, euler/);
  });

  it("calls layers by the short name of their network, and tells apart those of one name", () => {
    const layers = (stride: number, channels: number): string =>
      `      - [{ kind: convolution, channels: ${channels}, kernel: 4, stride: ${stride} }, { kind: dense, units: 10 }]\n`;
    const text = `experiment: nudge-sweep\nseeds: [0]\nlambda: [0.1]\nalongside: none\nnetwork: { input: [1, 28, 28], layers: [{ kind: dense, units: 4 }, { kind: dense, units: 10 }] }\nsweep:\n  vary:\n    network.layers:\n${layers(4, 2)}${layers(2, 2)}${layers(4, 3)}`;
    const { experiment, config } = sweep({}, text);
    const cells = experiment.cells(config, identity);
    const names = ["conv 2 → 10", "conv 2 → 10 (2)", "conv 3 → 10"];
    expect(cells.map(({ label }) => label)).toEqual(names.map((name) => `${name}, euler, seed 0, λ 0.1`));
    const [table] = experiment.tables(config);
    expect(cells.map((cell) => table!.complete!({ seed: 0 }, cell)["network.layers"])).toEqual(names);
  });

  it("has a table with the swept fields first, then the seed, nothing twice", () => {
    const { experiment, config } = sweep(given);
    const [main, summary] = experiment.tables(config);
    const names = main!.columns.map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual([
      "network.activation",
      "lambda",
      "seed",
      "inference",
      "gradient_distance",
    ]);
    expect(new Set(names).size).toBe(names.length);
    expect(summary!.name).toBe("summary");
    expect(summary!.columns.map(({ name }) => name).slice(0, 6)).toEqual([
      "network.activation",
      "lambda",
      "inference",
      "gradient_distance_mean",
      "gradient_distance_sd",
      "gradient_distance_n",
    ]);
  });

  it("completes a cell's rows by its values", () => {
    const { experiment, config } = sweep(given);
    const [main] = experiment.tables(config);
    const [cell] = experiment.cells(config, identity);
    const row = Object.fromEntries(
      main!.columns.filter(({ name }) => name !== "network.activation").map(({ name }) => [name, 0.1]),
    );
    expect(main!.complete!(row, cell!)).toEqual({ ...row, "network.activation": "relu" });
    expect(() => main!.complete!({ ...row, lambda: 0.3 }, cell!)).toThrow(
      /lambda 0\.3, and its cell has 0\.1/,
    );
  });

  it("tells a field from a measure of the same name", () => {
    const text = "experiment: training-accuracy\n";
    const { experiment, config } = sweep({ vary: ["loss=squared-error,cross-entropy"] }, text);
    const [main, tests] = experiment.tables(config);
    expect(main!.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(["config.loss", "loss"]));
    expect(tests!.columns[0]!.name).toBe("loss");
    const [cell] = experiment.cells(config, identity);
    const row = { algorithm: "pc-nudge", inference: "euler", seed: 0, batch: 1, loss: 2, accuracy: 0.1 };
    expect(main!.complete!(row, cell!)).toMatchObject({ ...row, "config.loss": "squared-error" });
  });

  it("has the columns of all its points, missing where a point has none", () => {
    const text = "experiment: training-similarity\n";
    const flags = { vary: ["network.sizes=[784,4,10],[784,4,4,10]"] };
    const { experiment, config } = sweep(flags, text);
    const [main] = experiment.tables(config);
    const names = main!.columns.map(({ name }) => name);
    expect(names.slice(4, 8)).toEqual(["cosine", "cosine_0", "cosine_1", "cosine_2"]);
    expect(names.slice(-2)).toEqual(["residual", "iterations"]);
    const [cell] = experiment.cells(config, identity);
    const row = { inference: "euler", seed: 0, batch: 1, cosine: 1, cosine_0: 1, cosine_1: 1 };
    expect(main!.complete!(row, cell!)).toMatchObject({
      ...row,
      cosine_2: null,
      "network.sizes": "[784,4,10]",
    });
  });

  it("is refused when it has too many cells, and not when it has just as many as are allowed", () => {
    const { experiment, config } = sweep(given, undefined, 16);
    expect(experiment.cells(config, identity)).toHaveLength(16);
    const smaller = sweep(given, undefined, 15);
    expect(userMessage(exitCode.usage, () => smaller.experiment.cells(smaller.config, identity))).toMatch(
      /at most 15 cells \(--max-cells\), found 4 points with up to 4 cells each/,
    );
  });

  it("is refused with each issue once when its points don't fit the dataset", () => {
    const { experiment, config } = sweep({ ...given, vary: ["network.sizes=[783,4,10],[784,4,9]"] });
    const split = {
      count: 10,
      channels: 1,
      rows: 28,
      columns: 28,
      imageSize: 784,
      classes: 10,
      label: () => 0,
      readPixels: () => {},
    };
    const dataset = { name: "MNIST", train: split, test: split, close: () => {} };
    const message = userMessage(exitCode.usage, () => experiment.check(config, dataset))!;
    expect(message.split("\n")).toHaveLength(2);
    expect(message).toMatch(/found 783.*\n.*found 9/);
  });
});

describe("the summary of a λ sweep", () => {
  const lambdas = [1e-4, 1e-3, 1e-2, 0.1, 1];
  const rows = (outcome: (lambda: number) => string): Row[] =>
    lambdas.flatMap((lambda) =>
      [0, 1].map((seed) => ({
        lambda,
        seed,
        inference: "equilibrium",
        gradient_distance: 2 * lambda,
        relative_distance: lambda,
        cosine: 1 - lambda ** 2,
        outcome: outcome(lambda),
        residual: 0,
        iterations: 3,
      })),
    );
  const summary = (outcome: (lambda: number) => string) => {
    const { experiment, config } = sweep({ lambda: "1e-4..1:log:5" });
    return experiment.summarise({ nudges: rows(outcome) }, config);
  };
  const finding = (label: string, { findings }: ReturnType<typeof summary>) =>
    findings.find((each) => each.label.endsWith(label))?.value;

  it("has the fitted order with its standard error and window", () => {
    expect(
      finding(
        "order in λ",
        summary(() => "converged"),
      ),
    ).toMatch(
      /^1\.000 ± \S+ \(relative_distance, λ from 0\.0001 to 0\.01, 2 seeds; scatter of the mean curve \S+\)$/,
    );
  });

  it("has the order of the measure that was asked for, and none of one that is no error", () => {
    const asked = (measure: string) => {
      const { experiment, config } = sweptExperiment(gridOf({ lambda: "1e-4..1:log:5" }), {
        name: "small",
        maxCells: 99,
        measure,
        window: defaultWindow,
      });
      return finding("order in λ", experiment.summarise({ nudges: rows(() => "converged") }, config));
    };
    expect(asked("gradient_distance")).toMatch(/^1\.000 .*\(gradient_distance, /);
    // 1 − cosine of an error that is proportional to λ, and across it.
    expect(asked("cosine")).toMatch(/^2\.000 .*\(1 − cosine, /);
    expect(asked("residual")).toBeUndefined();
  });

  it("says how many samples sat on a kink, when any did", () => {
    expect(
      finding(
        "kink",
        summary(() => "converged"),
      ),
    ).toBeUndefined();
    const some = summary((lambda) => (lambda >= 0.01 ? "kink" : "converged"));
    expect(finding("kink", some)).toBe("6 of 10; 2 of 6 in the window of the fit");
  });

  it("says where the measure is least and greatest", () => {
    const said = summary(() => "converged");
    expect(finding("least mean gradient_distance", said)).toBe("2e-4 at λ 1e-4");
    expect(finding("greatest mean gradient_distance", said)).toBe("2 at λ 1");
  });

  it("says why there is no order where the window has too few points, and when it is too narrow", () => {
    const narrow = (window: { from: number; to: number }) => {
      const grid = gridOf({ lambda: "1e-4..1:log:5" });
      const { experiment, config } = sweptExperiment(grid, {
        name: "small",
        maxCells: 99,
        measure: null,
        window,
      });
      return finding("order in λ", experiment.summarise({ nudges: rows(() => "converged") }, config));
    };
    expect(narrow({ from: 0, to: 0.001 })).toMatch(/not fitted, for want of three points with λ ≤ 0\.001/);
    expect(narrow({ from: 1e-3, to: 0.1 })).not.toMatch(/only/);
    const close = { lambda: 1e-4, gap: 1.25 };
    const grid = gridOf({ lambda: "1e-4,1.25e-4,1.5625e-4" });
    const { experiment, config } = sweptExperiment(grid, {
      name: "small",
      maxCells: 99,
      measure: null,
      window: defaultWindow,
    });
    const few = rows(() => "converged")
      .slice(0, 6)
      .map((row, index) => {
        const lambda = close.lambda * close.gap ** Math.floor(index / 2);
        return { ...row, lambda, relative_distance: lambda };
      });
    expect(finding("order in λ", experiment.summarise({ nudges: few }, config))).toMatch(
      /^not fitted: 0\.19 of the 1\.5 decades that it takes/,
    );
  });
});
