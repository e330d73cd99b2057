import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/config/nearest.ts";

describe("nearestName", () => {
  const keys = ["solver", "stepSize", "steps", "order", "tolerance", "maxIterations"];

  it.each([
    ["stepsize", "stepSize"],
    ["step-size", "stepSize"],
    ["step_size", "stepSize"],
    ["stps", "steps"],
    ["oder", "order"],
    ["redro", null],
    ["max", "maxIterations"],
    ["tol", "tolerance"],
    ["lr", null],
    ["", null],
    ["somethingElse", null],
  ])("%s → %s", (word, nearest) => {
    expect(nearestName(word, keys)).toBe(nearest);
  });

  it("finds two swapped letters in a short name", () => {
    expect(nearestName("rleu", ["relu", "tanh", "sigmoid", "linear"])).toBe("relu");
  });

  it("takes the nearest, and the first of equals", () => {
    expect(nearestName("fig3b", ["fig3a", "fig3b"])).toBe("fig3b");
    expect(nearestName("fig3", ["fig3a", "fig3b"])).toBe("fig3a");
  });

  it("has nothing to offer without names", () => {
    expect(nearestName("relu", [])).toBeNull();
  });
});
