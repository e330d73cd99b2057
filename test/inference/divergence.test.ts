import { expect, it } from "vitest";
import { largestCurvature } from "../../src/inference/curvature/curvature.ts";
import { relax } from "../../src/inference/relax.ts";
import { load, readGolden } from "../golden.ts";

it("a step size a little above 2/λ_max is diverged as soon as the energy has risen, long before the force has exploded", () => {
  const { linalg, energy } = load(readGolden("pc-linear-squared-error"));
  const stepSize = 2.4 / largestCurvature(linalg, energy, energy.start, 1);
  const settings = { solver: "euler", order: "simultaneous", tolerance: 1e-12, stepSize } as const;
  const start = Math.max(...relax(linalg, energy, "start", 1, { ...settings, steps: 1 }).residuals);
  const { outcomes, residuals } = relax(linalg, energy, "start", 1, { ...settings, steps: 14 });
  expect(Math.max(...residuals)).toBeLessThan(100 * start);
  expect(outcomes).toContain("diverged");
});
