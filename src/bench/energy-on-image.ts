import { startingAt } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import { implicitGradient } from "../gradient/implicit.ts";
import { requireBounded } from "../inference/diverged.ts";
import { relax } from "../inference/relax.ts";
import type { EquilibriumSettings } from "../inference/solver/equilibrium.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Layout, Parameters } from "../network/network.ts";
import type { ImageSettings } from "./cell-settings.ts";
import { ownEnergyOf, ownStartParameters } from "./equipment.ts";
import { datasetOf, engineOf } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";
import { withOneImage } from "./one-image.ts";

/** An energy with one image clamped to its input, and the gradient that its estimates converge to. */
export interface EnergyOnImage {
  readonly linalg: Linalg;
  /** It starts at its free phase. */
  readonly energy: Energy;
  readonly layout: Layout;
  /** Backprop for predictive coding; for an energy of one's own the implicit gradient at the free phase. */
  readonly truth: Parameters;
}

/** The free phase is looked for at rest, whatever the nudged one is relaxed by. */
const atRest: EquilibriumSettings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 };

/** Sets up a cell on one training image, with the energy of its settings, and runs `measure` in a scope of the engine's memory. */
export const withEnergyOnImage = <T>(settings: ImageSettings, measure: (problem: EnergyOnImage) => T): T => {
  const own = ownEnergyOf(settings);
  if (own === null) {
    return withOneImage(settings, ({ linalg, energy, truth }) =>
      measure({ linalg, energy, layout: settings.network.sizes, truth: truth.parameters }),
    );
  }
  const { precision, dataset, network, loss } = settings;
  const linalg = engineOf(precision);
  return linalg.scope(() => {
    const { train } = datasetOf(dataset.dir);
    const { input, target } = loadBatch(linalg, train, [dataset.image], dataset.pixels);
    const parameters = ownStartParameters(linalg, own, settings);
    const energy = atFreePhase(
      linalg,
      own.record.bind(linalg, { network, parameters, input, target, loss }, 1),
    );
    const truth = implicitGradient(linalg, energy, own.layout, energy.start);
    return measure({ linalg, energy, layout: own.layout, truth });
  });
};

/** The same energy, starting where it rests without a nudge. */
const atFreePhase = (linalg: Linalg, energy: Energy): Energy => {
  if (energy.startsAtZeroGradient) return energy;
  const relaxation = relax(linalg, energy, "start", 0, atRest);
  requireBounded(linalg, energy, 0, atRest, relaxation);
  return startingAt(energy, relaxation.state);
};
