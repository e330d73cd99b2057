import { startingAt } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import type { EnergyRecord, Problem } from "../energy/problem.ts";
import { bindEnergy } from "../energy/registry.ts";
import { type Truth, truthAtFreePhase } from "../gradient/implicit.ts";
import { backpropGradient } from "../gradient/truth.ts";
import { requireBounded } from "../inference/diverged.ts";
import { relax } from "../inference/relax.ts";
import type { EquilibriumSettings } from "../inference/solver/equilibrium.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { networkOf } from "../network/description/description.ts";
import { feedForward } from "../network/feed-forward.ts";
import { energyEngine, energyOf } from "./cell-energy.ts";
import type { EnergySettings } from "./image-settings.ts";
import type { Laboratory } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";

/** An energy with one image clamped to its input, and the gradient that its estimates converge to. */
export interface EnergyOnImage {
  readonly linalg: Linalg;
  /** It starts at its free phase. */
  readonly energy: Energy;
  /** What is nudged infinitesimally from there: backprop of the feed-forward pass, or the implicit gradient. */
  readonly truth: Truth;
}

/** The free phase is looked for at rest, whatever the nudged one is relaxed by. */
const atRest: EquilibriumSettings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 };

/** Sets up a cell on one training image, with the energy of its settings, and runs `measure` in a scope of the engine's memory. */
export const withEnergyOnImage = <T>(
  laboratory: Laboratory,
  settings: EnergySettings,
  measure: (problem: EnergyOnImage) => T,
): T => {
  const linalg = laboratory.linalg(settings.precision);
  return linalg.scope(() => {
    const { record, problem } = chosen(laboratory, linalg, settings);
    const bound = bindEnergy(linalg, record, problem);
    if (record.truth === "backprop") {
      const gradient = backpropGradient({ linalg, problem, inference: atRest });
      return measure({ linalg, energy: bound, truth: { gradient, by: "backprop" } });
    }
    const energy = atFreePhase(linalg, bound);
    return measure({ linalg, energy, truth: truthAtFreePhase(linalg, energy, energy.start) });
  });
};

/** The energy of a cell's settings, and what it is bound to; where its free phase is the feed-forward pass, with that. */
const chosen = (
  laboratory: Laboratory,
  linalg: Linalg,
  settings: EnergySettings,
): { readonly record: EnergyRecord; readonly problem: Problem } => {
  const { dataset, loss } = settings;
  const network = networkOf(settings.network);
  const { train } = laboratory.dataset(dataset.dir);
  const setup = { network, loss, ...loadBatch(linalg, train, [dataset.image], dataset.pixels) };
  const { record, expressed, start } = energyOf(laboratory, settings);
  if (record === undefined) throw new Error("the energy of a cell has no name");
  const parameters = start(linalg);
  if (expressed !== null) return { record, problem: { ...setup, parameters } };
  const problem = { ...setup, parameters, engine: energyEngine(laboratory, settings.engine) };
  if (record.truth !== "backprop") return { record, problem };
  return { record, problem: { ...problem, pass: feedForward(linalg, network, parameters, setup.input) } };
};

/** The same energy, starting where it rests without a nudge. */
const atFreePhase = (linalg: Linalg, energy: Energy): Energy => {
  if (energy.startsAtZeroGradient) return energy;
  const relaxation = relax(linalg, energy, "start", 0, atRest);
  requireBounded(linalg, energy, 0, atRest, relaxation);
  return startingAt(energy, relaxation.state);
};
