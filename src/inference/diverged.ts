import type { Energy } from "../energy/energy.ts";
import type { Nudge } from "../energy/state.ts";
import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { largestCurvature } from "./curvature/curvature.ts";
import type { Relaxation } from "./outcome.ts";
import type { InferenceSettings } from "./relax.ts";

/**
 * Throws if any sample of a relaxation diverged, so that no NaN travels on. The message names λ_max at the start of
 * inference and the largest safe step size, 2 / λ_max.
 */
export const requireBounded = (
  linalg: Linalg,
  energy: Energy,
  nudge: Nudge,
  settings: InferenceSettings,
  relaxation: Relaxation,
): void => {
  const diverged = relaxation.outcomes.filter((outcome) => outcome === "diverged").length;
  if (diverged === 0) return;
  const samples = `${diverged} of ${relaxation.outcomes.length} samples`;
  if (settings.solver !== "euler") {
    throw new UserError(
      exitCode.cellsFailed,
      `inference diverged for ${samples}: the fixed-point iteration left the finite range (λ = ${nudge}). Use a λ nearer to 0.`,
    );
  }
  const curvature = largestCurvature(linalg, energy, energy.start, nudge);
  const remedy =
    curvature > 0 && settings.stepSize >= 1 / curvature
      ? `Euler's method is stable for step sizes below 2/λ_max ≈ ${(2 / curvature).toPrecision(3)}: use a smaller one, ` +
        `for example --set inference.stepSize=${Number((1 / curvature).toPrecision(1))}, or --set inference.solver=equilibrium.`
      : "The step is short enough for the start (below 1/λ_max), so the energy has no minimum near it: use a λ nearer to 0.";
  throw new UserError(
    exitCode.cellsFailed,
    `inference diverged for ${samples}: with inference.stepSize ${settings.stepSize} the energy rose instead of falling, or the ` +
      `force outgrew all bounds (λ = ${nudge}, λ_max ≈ ${curvature.toPrecision(3)} at the free phase). ${remedy}`,
  );
};
