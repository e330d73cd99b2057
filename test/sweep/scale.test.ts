import { describe, expect, it } from "vitest";
import { gridScale } from "../../src/sweep/chart/scale.ts";

describe("the scale of a grid", () => {
  it.each([
    [[1e-4, 1e-3, 1e-2], "log"],
    [[0.05, 0.1, 0.3], "log"],
    [[1, 10], "log"],
    [[0.1, 0.2, 0.3], "linear"],
    [[0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], "linear"],
    [[0, 1, 10, 100], "linear"],
    [[-1, 1, 10, 100], "linear"],
    [[1, 2], "linear"],
    [[5], "linear"],
    [[], "linear"],
  ])("%j is %s, whatever its order", (points, scale) => {
    expect(gridScale(points)).toBe(scale);
    expect(gridScale([...points].reverse())).toBe(scale);
  });
});
