import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { estimators } from "../../src/gradient/registry.ts";
import { compute, configured } from "./compute.ts";

describe("estimator-order on a real image", async () => {
  const names = ["pc-nudge", "pc-symmetric", "pc-equation-16", "first-step", "ep-symmetric", "chl"];
  const { rows, results } = await compute(
    "estimator-order",
    "seeds=[1]",
    "network.sizes=[784, 8, 6, 10]",
    `estimators=[${names.join(", ")}]`,
    "dial=1e-6..1:log:19",
  );
  const errors = rows.errors!;
  const orders = rows.orders!;
  const order = (estimator: string, precision: string) =>
    orders.find((row) => row.estimator === estimator && row.precision === precision)!;

  it("measures the orders of theory in float64", () => {
    for (const name of names) {
      const { theory } = order(name, "float64");
      expect(theory).toBe(estimators.find((estimator) => estimator.name === name)!.order);
      if (theory === null || theory === 0) expect(order(name, "float64").order).toBeNull();
      else
        expect(Math.abs(Number(order(name, "float64").order) - Number(theory))).toBeLessThan(
          0.03 * Number(theory),
        );
    }
  });

  it("shows the rounding wall of float32 where float64 has none yet", () => {
    for (const name of names.filter((name) => name !== "pc-equation-16")) {
      const [precise, coarse] = ["float64", "float32"].map((precision) =>
        Number(order(name, precision).smallest_error),
      );
      expect(coarse!).toBeGreaterThan(100 * precise!);
      expect(coarse!).toBeLessThan(0.05);
    }
  });

  it("the estimate by rounded numbers has its truth for those numbers: the bias is the same in both precisions", () => {
    const at = (precision: string) =>
      Number(
        errors.find(
          (row) => row.estimator === "pc-nudge" && row.precision === precision && row.value === 0.1,
        )!.relative_error,
      );
    expect(at("float32") / at("float64")).toBeCloseTo(1, 3);
  });

  it("says how the relaxations ended, and leaves it empty where there are none", () => {
    for (const row of errors) {
      if (row.estimator === "first-step") {
        expect([row.outcome, row.residual, row.iterations]).toEqual([null, null, null]);
      } else {
        expect(["converged", "max-steps", "saddle", "rounding"]).toContain(row.outcome);
        expect(row.residual).toBeGreaterThanOrEqual(0);
        expect(row.iterations).toBeGreaterThan(0);
      }
    }
    const counted = results.reduce(
      (sum, { outcomes }) => sum + Object.values(outcomes).reduce((s, n) => s + n, 0),
      0,
    );
    // Relaxations a value: 1 for PC-Nudge and Eq. 16, 2 for PC symmetric and CHL, 3 for EP symmetric, none for the first step.
    expect(counted).toBe(2 * 19 * (1 + 2 + 1 + 0 + 3 + 2));
  });
});

describe("its config", () => {
  const messageOf = (...settings: string[]): string => {
    try {
      configured("estimator-order", ...settings);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    return "";
  };

  it("has all the estimators of the registry with a dial by default", () => {
    const dialled = estimators.filter(({ dial }) => dial !== null);
    expect(dialled.length).toBeGreaterThan(15);
    expect(configured("estimator-order").config.estimators).toEqual(dialled.map(({ name }) => name));
  });

  it.each([
    ["estimators=[pc-nugde]", "estimators[0]: expected one of pc-nudge", "did you mean pc-nudge?"],
    ["dial=0.1..10", "dial: expected numbers above 0 and up to 1, found", "write for example 1e-6..1"],
    ["inference.solver=euler", "inference.solver: expected equilibrium", "leave it out"],
    ["seeds=3", "seeds: expected a list or a range, found 3", "[3]"],
  ])("%s is a mistake that says how to mend it", (setting, ...parts) => {
    for (const part of parts) expect(messageOf(setting)).toContain(part);
  });

  it("a clamped output minimises the squared error alone", () => {
    const { experiment, config } = configured("estimator-order", "loss=cross-entropy");
    const dataset = { train: { imageSize: 784, classes: 10, count: 60_000 } };
    expect(() => experiment.check(config, dataset as never)).toThrow(/leave chl out of estimators/);
    const without = configured("estimator-order", "loss=cross-entropy", "estimators=[pc-nudge]");
    expect(() => experiment.check(without.config, dataset as never)).not.toThrow();
  });

  it("relu has no holomorphic continuation: refused before anything is computed", () => {
    const { experiment, config } = configured(
      "estimator-order",
      "network.activation=relu",
      "estimators=[pc-nudge, pc-holomorphic-4]",
    );
    const dataset = { train: { imageSize: 784, classes: 10, count: 60_000 } };
    expect(() => experiment.check(config, dataset as never)).toThrow(
      "estimators: pc-holomorphic-4: expected a holomorphic activation, found relu; use tanh, ",
    );
  });

  it("asks what the paper does not", () => {
    expect(experiments["estimator-order"]!.figure).toBe("");
  });
});
