import { type LimitState, sizesOfLimit } from "./limit.ts";

/** Where the sliders stand, for paper. */
export const settingsText = (state: LimitState): string => {
  const { lambda, steps, stepSize, activation, loss, image, seed } = state;
  const sizes = sizesOfLimit(state).join("-");
  const shownImage = image === "drawn" ? "a drawn image" : `training image ${image}`;
  return `λ = ${lambda}; ${steps} steps of ${stepSize}; ${sizes}, ${activation}, ${loss.replace("-", " ")}; ${shownImage}; seed ${seed}.`;
};
