import { withEnergyOnImage } from "../../bench/energy-on-image.ts";
import { energySettings, type EnergySettings as Given } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import { relax } from "../../inference/relax.ts";
import { relaxByEuler } from "../../inference/solver/euler.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import { annotated, curvatureNotes, relaxationNotes } from "../relaxation-notes.ts";

/** One relaxation from the free phase: the energies at each step, or at the equilibrium. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { inference, seed, lambda: strength } = settings;
  return withEnergyOnImage(laboratory, settings, ({ linalg, energy }) => {
    const rows: Row[] = [];
    const record = (step: number | null, state: typeof energy.start): void => {
      const { internal, supervised } = energy.values(state);
      const components = {
        internal: internal[0]!,
        supervised: strength * supervised[0]!,
        total: internal[0]! + strength * supervised[0]!,
      };
      for (const [component, value] of Object.entries(components)) {
        rows.push({ inference: inference.solver, seed, step, component, value });
      }
    };
    const relaxation =
      inference.solver === "euler"
        ? relaxByEuler(linalg, energy, "start", strength, inference, record)
        : relax(linalg, energy, "start", strength, inference);
    if (inference.solver === "equilibrium") record(null, relaxation.state);
    const notes = { ...curvatureNotes(linalg, energy, [strength]), ...relaxationNotes([relaxation]) };
    return {
      tables: { energies: annotated(rows, ["value"], notes) },
      outcomes: countOutcomes([relaxation]),
    };
  });
};

/** A custom energy's free phase is looked for at rest, whatever the nudged one is relaxed by. */
const uses: Work<Given>["uses"] = ({ inference, energy }) =>
  energy === null
    ? { energies: ["predictive-coding"], solvers: [inference.solver] }
    : { solvers: [inference.solver, "equilibrium"] };

export const energyEvolution: Work<Given> = {
  name: "energy-evolution",
  schema: energySettings,
  uses,
  measure,
};
