import { type ImageSettings as Given, imageSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { withOneImage } from "../../bench/one-image.ts";
import type { Work } from "../../bench/work.ts";
import { errorsOf, iterationOf } from "../../energy/capabilities.ts";
import type { Iteration } from "../../energy/iteration.ts";
import { countOutcomes, type Relaxation } from "../../inference/outcome.ts";
import { reachEquilibrium } from "../../inference/solver/equilibrium.ts";
import { relaxByEuler } from "../../inference/solver/euler.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import { annotated, curvatureNotes, relaxationNotes } from "../relaxation-notes.ts";

// Fig. 1C as data. The activities are seen as what their prediction from below leaves open, `x_l = f(a_l) + ε_l`, so that
// the loss depends on every layer: moving ε_l moves all layers above it. In these coordinates F = ½ Σ π_l ‖ε_l‖² + λL(ε), with
// two forces on each layer: the internal energy pulls with −∂I/∂ε_l = −π_l ε_l, the supervised loss with −λ dL/dε_l, which is
// backpropagation at the present activities. At the free phase the first is 0 and the second −λ times the gradient of
// backprop in every layer (Eq. 10, 11); they cancel layer by layer exactly where ∂F/∂x = 0. The dynamics, −∂F/∂x, uses only
// neighbours, so that a layer feels the loss when the wave of errors from above arrives.

const dot = (x: readonly Float64Array[], y: readonly Float64Array[]): number =>
  x.reduce((sum, v, l) => sum + v.reduce((s, value, k) => s + value * y[l]![k]!, 0), 0);

const norm = (x: readonly Float64Array[]): number => Math.sqrt(dot(x, x));

const copyOf = (linalg: Linalg, matrices: readonly Matrix[]): Float64Array[] =>
  matrices.map((matrix) => Float64Array.from(linalg.values(matrix)));

/** The two forces on each hidden layer at the position of an iteration: with unit precisions its image is −λ dL/dε. */
const forcesAt = (linalg: Linalg, iteration: Iteration) =>
  linalg.scope(() => {
    const image = iteration.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
    iteration.apply(image);
    return {
      internal: copyOf(linalg, iteration.coordinates).map((error) => error.map((value) => 0 - value)),
      supervised: copyOf(linalg, image),
    };
  });

/** The norms of the forces on some layers, and the cosine of the angle between them; null where one is 0. */
const measured = (internal: Float64Array[], supervised: Float64Array[]) => {
  const total = internal.map((v, l) => v.map((value, k) => value + supervised[l]![k]!));
  const cosine = dot(internal, supervised) / (norm(internal) * norm(supervised));
  return {
    internal: norm(internal),
    supervised: norm(supervised),
    total: norm(total),
    cosine: Number.isFinite(cosine) ? cosine : null,
  };
};

/** Rows for each hidden layer and for all of them; `velocity` has their velocities, or what is left of it in all. */
const rowsAt = (
  key: Row,
  { internal, supervised }: ReturnType<typeof forcesAt>,
  velocity: readonly Float64Array[] | number,
): Row[] => [
  ...internal.map((_, l) => ({
    ...key,
    layer: String(l + 1),
    ...measured([internal[l]!], [supervised[l]!]),
    velocity: typeof velocity === "number" ? null : norm([velocity[l]!]),
  })),
  {
    ...key,
    layer: "all",
    ...measured(internal, supervised),
    velocity: typeof velocity === "number" ? velocity : norm(velocity),
  },
];

const measures = ["internal", "supervised", "total", "cosine", "velocity"];

/** One relaxation from the free phase: the two forces at each step, or at the equilibrium. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { inference, seed, lambda: strength } = settings;
  return withOneImage(laboratory, settings, ({ linalg, energy }) => {
    const rows: Row[] = [];
    const key = { inference: inference.solver, seed };
    const iteration = iterationOf(linalg, energy, "start", strength);
    const force = energy.start.map((x) => linalg.matrix(x.rows, x.columns));
    const record = (step: number, state: typeof energy.start): void => {
      errorsOf(energy, state).forEach((error, l) => {
        linalg.copy(error, iteration.coordinates[l]!);
      });
      energy.force(state, strength, force);
      rows.push(...rowsAt({ ...key, step }, forcesAt(linalg, iteration), copyOf(linalg, force)));
    };
    const result = (relaxation: Relaxation): CellResult => {
      const notes = { ...curvatureNotes(linalg, energy, [strength]), ...relaxationNotes([relaxation]) };
      return {
        tables: { forces: annotated(rows, measures, notes) },
        outcomes: countOutcomes([relaxation]),
      };
    };
    if (inference.solver === "euler")
      return result(relaxByEuler(linalg, energy, "start", strength, inference, record));
    // The iteration that came to rest knows the slopes of the units that rest on a ReLU kink, where forces are intervals.
    const { relaxation, map } = reachEquilibrium(linalg, energy, "start", strength, inference);
    rows.push(...rowsAt({ ...key, step: null }, forcesAt(linalg, map), relaxation.residuals[0]!));
    return result(relaxation);
  });
};

const uses: Work<Given>["uses"] = ({ inference }) => ({
  energies: ["predictive-coding"],
  solvers: [inference.solver],
});

export const forces: Work<Given> = { name: "forces", schema: imageSettings, uses, measure };
