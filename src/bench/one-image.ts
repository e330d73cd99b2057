import type { Energy } from "../energy/energy.ts";
import { predictiveCoding } from "../energy/predictive-coding/record.ts";
import { bindEnergy } from "../energy/registry.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type BackpropGradient, backprop } from "../network/backprop.ts";
import { networkOf } from "../network/description/description.ts";
import { feedForward } from "../network/feed-forward.ts";
import { energyEngine } from "./cell-energy.ts";
import type { EngineIdentity } from "./equipment.ts";
import type { SetupSettings } from "./image-settings.ts";
import type { Laboratory } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";
import { startParameters } from "./start-parameters.ts";

/** A network with one image clamped to its input, and its true gradient. */
export interface OneImage {
  readonly linalg: Linalg;
  readonly energy: Energy;
  readonly truth: BackpropGradient;
}

/** Sets up a cell on one training image and runs `measure` in a scope of the engine's memory. */
export const withOneImage = <T>(
  laboratory: Laboratory,
  settings: SetupSettings & { readonly engine: EngineIdentity },
  measure: (problem: OneImage) => T,
): T => {
  const { precision, dataset, loss } = settings;
  const network = networkOf(settings.network);
  const linalg = laboratory.linalg(precision);
  return linalg.scope(() => {
    const { train } = laboratory.dataset(dataset.dir);
    const { input, target } = loadBatch(linalg, train, [dataset.image], dataset.pixels);
    const parameters = startParameters(laboratory, linalg, settings);
    const pass = feedForward(linalg, network, parameters, input);
    const engine = energyEngine(laboratory, settings.engine);
    const problem = { network, parameters, input, target, loss, pass, engine };
    const energy = bindEnergy(linalg, predictiveCoding, problem);
    const truth = backprop(linalg, pass, loss, target);
    return measure({ linalg, energy, truth });
  });
};
