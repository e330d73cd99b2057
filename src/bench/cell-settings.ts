import type { Alongside, Inference, Loss } from "../config/fields.ts";
import type { DatasetIdentity } from "../data/identity.ts";
import type { InferenceSettings } from "../inference/relax.ts";
import type { Settings } from "../rows/settings.ts";
import type { EquipmentSettings } from "./equipment.ts";

/** What every cell on one image is determined by. */
export interface ImageSettings extends EquipmentSettings {
  readonly dataset: {
    readonly dir: string | null;
    readonly pixels: "unit" | "symmetric";
    readonly image: number;
    readonly checksums: DatasetIdentity;
  };
  readonly loss: Loss;
  readonly inference: InferenceSettings;
  readonly lambda: number;
  readonly seed: number;
}

/** The keys that the chosen solver reads, and no others: the rest can't change a number. */
export const solverSettings = (inference: Inference): InferenceSettings => {
  const { solver, stepSize, steps, order, tolerance, maxIterations } = inference;
  return solver === "euler"
    ? { solver, stepSize, steps, order, tolerance }
    : { solver, tolerance, maxIterations };
};

/** The stated inference, and beside it the state that the theory speaks of. */
export const inferenceSeries = (config: {
  readonly inference: Inference;
  readonly alongside: Alongside;
}): readonly InferenceSettings[] => {
  const stated = solverSettings(config.inference);
  const beside = config.alongside === "equilibrium" && stated.solver !== "equilibrium";
  return beside ? [stated, solverSettings({ ...config.inference, solver: "equilibrium" })] : [stated];
};

/** A cell's settings as the plain JSON that they are. */
export const asSettings = (settings: object): Settings => settings as Settings;
