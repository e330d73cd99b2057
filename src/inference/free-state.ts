import type { Energy } from "../energy/energy.ts";
import type { State } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type InferenceSettings, relax } from "./relax.ts";

/** The state of the free phase, `∂I/∂x = 0`: where the energy starts if it is at rest there, else as far as the inference goes. */
export const freeState = (linalg: Linalg, energy: Energy, inference: InferenceSettings): State =>
  energy.startsAtZeroGradient ? energy.start : relax(linalg, energy, "start", 0, inference).state;
