import { z } from "zod";
import { withEnergyOnImage } from "../../bench/energy-on-image.ts";
import { energySettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { type Comparison, compareVectors, compareWholly } from "../../gradient/compare.ts";
import { nudgingSchemes } from "../../gradient/registry.ts";
import { twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import { sidesChanged } from "../../inference/sides-changed.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing, type Row } from "../../rows/row.ts";
import { annotated, curvatureNotes, relaxationNotes } from "../relaxation-notes.ts";
import { usesOfEnergy } from "../uses-of-energy.ts";

const schema = energySettings.extend({ estimator: z.string() });

type Given = z.output<typeof schema>;

/** The estimator of the registry whose phases are compared, whatever the energy. */
const schemeNamed = (wanted: string): (typeof nudgingSchemes)[number] => {
  const found = nudgingSchemes.find(({ scheme }) => scheme === wanted);
  if (found === undefined) throw new Error(`no two phases are called ${wanted}`);
  return found;
};

/** The estimate at one λ and initialisation: how far it is from the true gradient, and the state it is read from from the free phase. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { inference, seed, lambda, estimator } = settings;
  return withEnergyOnImage(laboratory, settings, ({ linalg, energy, truth }) => {
    const phases = schemeNamed(estimator).phases(lambda);
    const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, phases, inference);
    const phasesRelaxed = relaxations.map(({ relaxation }) => relaxation);
    const relaxation = phasesRelaxed.at(-1)!;
    const equilibriumDistance = relaxation.state.reduce(
      (sum, x, l) => sum + compareVectors(linalg, [x], [energy.start[l]!]).distance,
      0,
    );
    const { whole, layers } = compareWholly(linalg, gradient, truth.gradient);
    const measures = {
      equilibrium_distance: equilibriumDistance,
      sides_changed: sidesChanged(linalg, energy, relaxations.at(-1)!.nudge, relaxation),
      gradient_distance: whole.distance,
      relative_distance: orMissing(whole.relativeDistance),
      cosine: orMissing(whole.cosine),
      ...layerNumbers(layers),
    };
    const nudges = relaxations.map(({ nudge }) => nudge);
    const notes = { ...curvatureNotes(linalg, energy, nudges), ...relaxationNotes(phasesRelaxed) };
    const minima = relaxation.minima?.[0] ?? null;
    const row = { inference: inference.solver, seed, lambda, ...measures, minima, truth: truth.by };
    return {
      tables: { nudges: annotated([row], Object.keys(measures), notes) },
      outcomes: countOutcomes(phasesRelaxed),
    };
  });
};

/** The columns of each layer, by the index of its weights as in `W_0`. */
const layerNumbers = (layers: readonly Comparison[]): Row =>
  Object.fromEntries(
    layers.flatMap(({ relativeDistance, cosine }, l) => [
      [`relative_distance_${l}`, orMissing(relativeDistance)],
      [`cosine_${l}`, orMissing(cosine)],
    ]),
  );

const uses: Work<Given>["uses"] = ({ inference, energy, estimator }) => ({
  ...usesOfEnergy(energy, inference),
  estimators: [schemeNamed(estimator).name],
});

export const nudge: Work<Given> = { name: "nudge", schema, uses, measure };
