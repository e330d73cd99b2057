import type { Energy } from "../energy/energy.ts";
import { bindEnergy, energies } from "../energy/registry.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type BackpropGradient, backprop } from "../network/backprop.ts";
import { feedForward } from "../network/feed-forward.ts";
import type { ImageSettings } from "./cell-settings.ts";
import { energyEngineOf, startParameters } from "./equipment.ts";
import { datasetOf, engineOf } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";

/** A network with one image clamped to its input, and its true gradient. */
export interface OneImage {
  readonly linalg: Linalg;
  readonly energy: Energy;
  readonly truth: BackpropGradient;
}

/** Sets up a cell on one training image and runs `measure` in a scope of the engine's memory. */
export const withOneImage = <T>(settings: ImageSettings, measure: (problem: OneImage) => T): T => {
  const { precision, dataset, network, loss } = settings;
  const linalg = engineOf(precision);
  return linalg.scope(() => {
    const { train } = datasetOf(dataset.dir);
    const { input, target } = loadBatch(linalg, train, [dataset.image], dataset.pixels);
    const parameters = startParameters(linalg, settings);
    const pass = feedForward(linalg, network, parameters, input);
    const problem = { network, parameters, input, target, loss, engine: energyEngineOf(settings) };
    const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
    const truth = backprop(linalg, network, parameters, pass, loss, target);
    return measure({ linalg, energy, truth });
  });
};
