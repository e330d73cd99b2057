import { startingAt } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import { gradientAtFreePhase } from "../gradient/implicit.ts";
import { requireBounded } from "../inference/diverged.ts";
import { relax } from "../inference/relax.ts";
import type { EquilibriumSettings } from "../inference/solver/equilibrium.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { networkOf } from "../network/description/description.ts";
import type { Parameters } from "../network/parameters.ts";
import { customEnergyOf } from "./cell-energy.ts";
import type { EnergySettings } from "./image-settings.ts";
import type { Laboratory } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";
import { withOneImage } from "./one-image.ts";
import { customStartParameters } from "./start-parameters.ts";

/** An energy with one image clamped to its input, and the gradient that its estimates converge to. */
export interface EnergyOnImage {
  readonly linalg: Linalg;
  /** It starts at its free phase. */
  readonly energy: Energy;
  /** Backprop for predictive coding; for a custom energy the implicit gradient at the free phase. */
  readonly truth: Parameters;
}

/** The free phase is looked for at rest, whatever the nudged one is relaxed by. */
const atRest: EquilibriumSettings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 };

/** Sets up a cell on one training image, with the energy of its settings, and runs `measure` in a scope of the engine's memory. */
export const withEnergyOnImage = <T>(
  laboratory: Laboratory,
  settings: EnergySettings,
  measure: (problem: EnergyOnImage) => T,
): T => {
  const custom = customEnergyOf(laboratory, settings);
  if (custom === null) {
    return withOneImage(laboratory, settings, ({ linalg, energy, truth }) =>
      measure({ linalg, energy, truth: truth.parameters }),
    );
  }
  const { precision, dataset, loss } = settings;
  const network = networkOf(settings.network);
  const linalg = laboratory.linalg(precision);
  return linalg.scope(() => {
    const { train } = laboratory.dataset(dataset.dir);
    const { input, target } = loadBatch(linalg, train, [dataset.image], dataset.pixels);
    const parameters = customStartParameters(laboratory, linalg, custom, settings);
    const energy = atFreePhase(
      linalg,
      custom.record.bind(linalg, { network, parameters, input, target, loss }, 1),
    );
    const truth = gradientAtFreePhase(linalg, energy, energy.start);
    return measure({ linalg, energy, truth });
  });
};

/** The same energy, starting where it rests without a nudge. */
const atFreePhase = (linalg: Linalg, energy: Energy): Energy => {
  if (energy.startsAtZeroGradient) return energy;
  const relaxation = relax(linalg, energy, "start", 0, atRest);
  requireBounded(linalg, energy, 0, atRest, relaxation);
  return startingAt(energy, relaxation.state);
};
