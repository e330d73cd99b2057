import type { Energy, Nudge } from "../energy/energy.ts";
import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Relaxation } from "./outcome.ts";
import type { InferenceSettings } from "./relax.ts";
import { largestCurvature } from "./stability.ts";

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
  const curvature = largestCurvature(linalg, energy, energy.start, nudge);
  const samples = `${diverged} of ${relaxation.outcomes.length} samples`;
  const safe = (2 / curvature).toPrecision(3);
  const found =
    settings.solver === "euler"
      ? `with inference.stepSize ${settings.stepSize} the energy rose instead of falling`
      : "the fixed-point iteration left the finite range";
  throw new UserError(
    exitCode.cellsFailed,
    `inference diverged for ${samples}: ${found} (λ = ${nudge}, λ_max ≈ ${curvature.toPrecision(3)} at the free phase). ` +
      `Euler's method is stable for step sizes below 2/λ_max ≈ ${safe}: use a smaller one, ` +
      "for example --set inference.stepSize=" +
      `${Number((1 / curvature).toPrecision(1))}, or --set inference.solver=equilibrium.`,
  );
};
