import { iterationOf, stateAt } from "../../energy/capabilities.ts";
import type { Energy } from "../../energy/energy.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { KinkSlope } from "../../energy/kinks.ts";
import { rowNorms } from "../../energy/row-distances.ts";
import type { Nudge, Origin, State } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { createStream } from "../../random/stream.ts";
import { gatherRow, scatterRow } from "../convoy.ts";
import { totalEnergies } from "../divergence.ts";
import { distance, type FixedPointSettings, settle } from "../fixed-point.ts";
import { type Outcome, type Relaxation, scaleOf } from "../outcome.ts";
import { type ReadOut, readOut } from "../read-out.ts";
import { areMinima, reachEquilibrium } from "./equilibrium.ts";

export interface MinimumSettings extends FixedPointSettings {
  readonly solver: "minimum";
  /** How many random states the search begins at, beside where the phase begins. */
  readonly starts: number;
  /** Default: errors, where the energy has them. */
  readonly readout?: ReadOut;
}

/** Minima whose positions are apart by less than this part of their size are the same. */
const same = { float64: 1e-7, float32: 1e-3 };
/** A minimum is lower than another if F is by more than this, relative: less is rounding. */
const lower = { float64: 1e-12, float32: 1e-5 };

/** A minimum that was found for a sample. */
interface Minimum {
  readonly position: Float64Array;
  readonly energy: number;
  readonly outcome: Outcome;
  readonly residual: number;
  readonly onKinks: readonly KinkSlope[];
}

/**
 * The state of lowest energy among those that the dynamics of Eq. 1 reach, that the accelerated iteration reaches by itself, and
 * that it reaches from `starts` random states: where the phase begins and as much again, uniform with the root mean square of the
 * activities there as its standard deviation. `minima` is how many different minima that were, a lower bound of how many there are. Where the dynamics end is
 * kept among equals. The draws are the same for every sample, so that its result does not depend on its batch.
 */
export const relaxToMinimum = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: MinimumSettings,
): Relaxation => reachMinimum(linalg, energy, from, nudge, settings).relaxation;

/** The same, and the map that stands there, with the slopes of the units that rest on their kinks. */
export const reachMinimum = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: Omit<MinimumSettings, "solver">,
): { readonly relaxation: Relaxation; readonly map: Iteration } => {
  const { relaxation: followed, map } = reachEquilibrium(linalg, energy, from, nudge, {
    ...settings,
    readout: "errors",
  });
  const ends = followedMinima(linalg, energy, followed, map, nudge);
  const found = ends.map((own) => (own === null ? [] : [own]));
  const steps = Uint32Array.from(followed.steps);
  for (let start = 0; start <= settings.starts; start++) {
    linalg.scope(() => {
      const search = iterationOf(linalg, energy, from, nudge);
      const begin = start === 0 ? null : displaced(linalg, stateAt(energy, from), start);
      if (begin !== null) search.place(begin);
      const { minima, iterations } = minimaOf(linalg, energy, search, nudge, settings);
      // What the iteration alone does not settle from there, the dynamics do.
      const walks =
        begin !== null && minima.includes(null)
          ? reachEquilibrium(linalg, energy, begin, nudge, { ...settings, readout: "errors" })
          : null;
      const walked = walks && followedMinima(linalg, energy, walks.relaxation, walks.map, nudge);
      minima.forEach((settled, row) => {
        const minimum = settled ?? walked?.[row] ?? null;
        steps[row]! += iterations[row]! + (settled === null ? (walks?.relaxation.steps[row] ?? 0) : 0);
        if (minimum !== null && !found[row]!.some((known) => isSame(linalg, known, minimum)))
          found[row]!.push(minimum);
      });
    });
  }
  const best = found.map((minima) =>
    minima.reduce<Minimum | null>(
      (least, minimum) => (least === null || isLower(linalg, minimum, least) ? minimum : least),
      null,
    ),
  );
  const chosen = best.map((minimum, row) => (minimum === ends[row] ? null : minimum));
  stand(linalg, map, followed.onKinks, chosen);
  const reading = { from, nudge, readout: settings.readout ?? "errors" };
  const relaxation = readOut(linalg, energy, reading, {
    ...followed,
    state: map.state(),
    known: map.known(),
    outcomes: best.map((minimum, row) => minimum?.outcome ?? followed.outcomes[row]!),
    residuals: Float64Array.from(best, (minimum, row) => minimum?.residual ?? followed.residuals[row]!),
    steps,
    onKinks: best.flatMap((minimum) => minimum?.onKinks ?? []),
    minima: Uint32Array.from(found, (minima) => minima.length),
  });
  return { relaxation, map };
};

/** The minima in which followed dynamics ended; null for a sample whose end is none. */
const followedMinima = (
  linalg: Linalg,
  energy: Energy,
  { state, outcomes, residuals, onKinks }: Relaxation,
  map: Iteration,
  nudge: Nudge,
): (Minimum | null)[] => {
  const totals = totalEnergies(energy, state, nudge);
  return outcomes.map((outcome, row) => {
    if (outcome !== "converged" && outcome !== "kink") return null;
    const position = gatherRow(linalg, map.coordinates, row);
    const own = onKinks.filter(({ sample }) => sample === row);
    return { position, energy: totals[row]!, outcome, residual: residuals[row]!, onKinks: own };
  });
};

/** Takes the map to the chosen minima; null leaves a sample where it is. */
const stand = (
  linalg: Linalg,
  map: Iteration,
  pinned: readonly KinkSlope[],
  chosen: readonly (Minimum | null)[],
): void =>
  linalg.scope(() => {
    for (const { site, sample, unit } of pinned)
      if (chosen[sample] !== null) map.kinks!.pin(site, sample, unit, null);
    chosen.forEach((minimum, row) => {
      if (minimum === null) return;
      scatterRow(linalg, minimum.position, map.coordinates, row);
      for (const { site, unit, slope } of minimum.onKinks) map.kinks!.pin(site, row, unit, slope);
    });
    map.apply(map.coordinates.map((x) => linalg.matrix(x.rows, x.columns)));
  });

/** The minima that the accelerated iteration reaches from where a map stands; null for a sample that reaches none. */
const minimaOf = (
  linalg: Linalg,
  energy: Energy,
  map: Iteration,
  nudge: Nudge,
  settings: FixedPointSettings,
) => {
  const { ends, onKinks } = settle(linalg, map, scaleOf(nudge), settings);
  const are = areMinima(linalg, energy, map, nudge);
  const totals = totalEnergies(energy, map.state(), nudge);
  const minima = ends.map(({ how, residual }, row): Minimum | null => {
    if (how !== "settled" || !are[row]) return null;
    const own = onKinks.filter(({ sample }) => sample === row);
    const position = gatherRow(linalg, map.coordinates, row);
    const outcome = own.length > 0 ? "kink" : "converged";
    return { position, energy: totals[row]!, outcome, residual, onKinks: own };
  });
  return { minima, iterations: ends.map(({ iterations }) => iterations) };
};

const isSame = (linalg: Linalg, { position: x }: Minimum, { position: y }: Minimum): boolean => {
  const none = new Float64Array(x.length);
  return distance(x, y) <= same[linalg.precision] * Math.max(distance(x, none), distance(y, none));
};

const isLower = (linalg: Linalg, { energy }: Minimum, { energy: least }: Minimum): boolean =>
  energy < least - lower[linalg.precision] * Math.abs(least);

/** A state with a random part in every unit, uniform in ±√3 times the root mean square of a sample's own activities. */
const displaced = (linalg: Linalg, state: State, start: number): State => {
  const { uniform } = createStream(start, "starts");
  const units = state.reduce((sum, x) => sum + x.columns, 0);
  const sizes = rowNorms(linalg, state).map((norm) => norm / Math.sqrt(units));
  return state.map((x) => {
    const moved = linalg.matrix(x.rows, x.columns);
    const [from, to] = [linalg.values(x), linalg.values(moved)];
    const draws = Float64Array.from({ length: x.columns }, () => Math.sqrt(3) * (2 * uniform() - 1));
    from.forEach((value, k) => {
      to[k] = value + sizes[Math.floor(k / x.columns)]! * draws[k % x.columns]!;
    });
    return moved;
  });
};
