import { copies, iterationOf } from "../../energy/capabilities.ts";
import type { Energy } from "../../energy/energy.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { KinkSlope } from "../../energy/kinks.ts";
import { rowDistances } from "../../energy/row-distances.ts";
import type { Nudge, Origin } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { isCertain } from "../certificate.ts";
import { scatterRow } from "../convoy.ts";
import { hasConvexWay } from "../curvature/convex-way.ts";
import { extremeCurvatures, isSaddle } from "../curvature/curvature.ts";
import { type Followed, rounding } from "../dynamics/follow.ts";
import { followAll } from "../dynamics/ways.ts";
import { type FixedPoint, type FixedPointSettings, settle } from "../fixed-point.ts";
import { type Outcome, type Relaxation, scaleOf } from "../outcome.ts";
import { type ReadOut, readOut } from "../read-out.ts";

export interface EquilibriumSettings extends FixedPointSettings {
  readonly solver: "equilibrium";
  /** Default: errors, where the energy has them. */
  readonly readout?: ReadOut;
}

/** What is known of a sample. */
interface Verdict {
  readonly outcome: Outcome;
  readonly residual: number;
  readonly steps: number;
  readonly onKinks: readonly KinkSlope[];
}

/**
 * The state that the dynamics of Eq. 1 reach from where the phase begins, ‖∂F/∂x‖ ≤ tolerance·|λ|. First the energy's fixed-point
 * map, accelerated, which is a few passes. Where it is certain that the dynamics end there as well (`certificate.ts`), that is
 * all; else they are followed for a while and finished from where they are (`dynamics/`), unless they are so slow that this can't
 * show anything (`max-steps`, at the fixed point). A stationary point that they leave is a `saddle`. A sample's result does not depend on its batch. Never throws: the outcome says how it ended.
 */
export const relaxToEquilibrium = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: EquilibriumSettings,
): Relaxation => reachEquilibrium(linalg, energy, from, nudge, settings).relaxation;

/** The same, and the map that stands there, with the slopes of the units that rest on their kinks. */
export const reachEquilibrium = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: Omit<EquilibriumSettings, "solver">,
): { readonly relaxation: Relaxation; readonly map: Iteration } => {
  const map = iterationOf(linalg, energy, from, nudge);
  const starts = map.beginsAtZero ? null : copies(linalg, map.coordinates);
  const direct = settle(linalg, map, scaleOf(nudge), settings);
  const proven = areProven(linalg, map, direct, starts);
  const verdicts = direct.ends.map((_, sample) => verdictOf(direct, sample, null, false));
  const unproven = verdicts.flatMap((_, sample) => (proven[sample] ? [] : [sample]));
  const doubtful = withoutConvexWay(linalg, map, direct, starts, unproven);
  if (doubtful.length > 0) {
    const walks = followAll(linalg, energy, from, nudge, { map, direct, doubtful }, settings);
    for (const [sample, { found }] of walks) {
      if (found === null) continue;
      scatterRow(linalg, found.position, map.coordinates, sample);
      for (const kink of direct.onKinks) {
        if (kink.sample === sample) map.kinks!.pin(kink.site, sample, kink.unit, null);
      }
    }
    linalg.scope(() => {
      for (const [sample, { found }] of walks) {
        for (const { site, unit, slope } of found?.onKinks ?? []) map.kinks!.pin(site, sample, unit, slope);
      }
      map.apply(map.coordinates.map((x) => linalg.matrix(x.rows, x.columns)));
      // Differences of forces see no curvature at a kink. Where nothing else is known, what the dynamics come to rest on is believed.
      const isBelieved = ({ found }: Followed): boolean =>
        map.basin === null && found !== null && found.onKinks.length > 0;
      const open = [...walks].some(
        ([sample, walk]) =>
          walk.how !== "out-of-reach" && !walk.found?.certain && !isBelieved(walk) && !isMinimum(map, sample),
      );
      const saddles = open ? isSaddle(linalg, extremeCurvatures(linalg, energy, map.state(), nudge)) : null;
      for (const [sample, walk] of walks) {
        const saddle = saddles !== null && saddles[sample]! && !isBelieved(walk) && !isMinimum(map, sample);
        verdicts[sample] = verdictOf(direct, sample, walk, saddle);
      }
    });
  }
  const reading = { from, nudge, readout: settings.readout ?? "errors" };
  const relaxation = readOut(linalg, energy, reading, {
    state: map.state(),
    known: map.known(),
    outcomes: verdicts.map(({ outcome }) => outcome),
    residuals: Float64Array.from(verdicts, ({ residual }) => residual),
    steps: Uint32Array.from(verdicts, ({ steps }) => steps),
    onKinks: verdicts.flatMap(({ onKinks }) => onKinks),
    minima: null,
  });
  return { relaxation, map };
};

/**
 * Per sample whether the dynamics from the start are proven to end in the fixed point at which the map stands. `starts`: where it stood
 * before, null where that was 0.
 */
const areProven = (
  linalg: Linalg,
  map: Iteration,
  { ends, energies }: FixedPoint,
  starts: readonly Matrix[] | null,
): boolean[] => {
  const { basin, coordinates } = map;
  const now = basin?.energies() ?? null;
  const ones = coordinates.map(() => 1);
  const displacements = starts && rowDistances(linalg, coordinates, starts, ones);
  return ends.map(({ how, firstDistance, residual, extent }, row) => {
    if (how !== "settled") return false;
    const displacement = displacements === null ? extent : displacements[row]!;
    // What has not moved is where it was.
    if (displacement <= rounding[linalg.precision] * extent) return true;
    if (basin === null || energies === null || now === null) return false;
    const drop = { value: energies[row]! - now[row]!, size: energies[row]! };
    return isCertain(linalg.precision, basin, { row, firstDistance, drop, displacement, residual });
  });
};

/** Those of the samples that F is not seen to lead to their fixed points straight from the start. */
const withoutConvexWay = (
  linalg: Linalg,
  map: Iteration,
  { ends }: FixedPoint,
  starts: readonly Matrix[] | null,
  unproven: readonly number[],
): readonly number[] => {
  const settled = unproven.filter((sample) => ends[sample]!.how === "settled");
  const zeros = (): Matrix[] => map.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  const has = linalg.scope(() => hasConvexWay(linalg, map, starts ?? zeros(), settled));
  const convex = settled.filter((_, i) => has[i]!);
  return unproven.filter((sample) => !convex.includes(sample));
};

/**
 * Whether a point of rest is a minimum for sure: F is convex where it is differentiable, and the kinks on which units rest with a
 * slope between the one-sided ones are convex.
 */
const isMinimum = ({ basin }: Iteration, row: number): boolean =>
  (basin?.landscapes() ?? []).some((landscape) => landscape.isConvex({ row, residual: 0 }, 0));

/** Per sample whether the point of rest at which a map stands is a minimum: for sure, or as far as Lanczos' method sees. */
export const areMinima = (
  linalg: Linalg,
  energy: Energy,
  map: Iteration,
  nudge: Nudge,
): readonly boolean[] => {
  const rows = Array.from({ length: map.coordinates[0]!.rows }, (_, row) => row);
  if (rows.every((row) => isMinimum(map, row))) return rows.map(() => true);
  const saddles = isSaddle(linalg, extremeCurvatures(linalg, energy, map.state(), nudge));
  return rows.map((row) => isMinimum(map, row) || !saddles[row]!);
};

const atRest = (kinks: readonly KinkSlope[], saddle: boolean): Outcome => {
  if (saddle) return "saddle";
  return kinks.length > 0 ? "kink" : "converged";
};

/** How a sample ended: directly, or after its dynamics were followed. `saddle`: whether F falls to some side of where it is. */
const verdictOf = (
  { ends, onKinks }: FixedPoint,
  sample: number,
  walk: Followed | null,
  saddle: boolean,
): Verdict => {
  const { how, residual, iterations } = ends[sample]!;
  const steps = iterations + (walk?.steps ?? 0);
  if (walk !== null && walk.found !== null) {
    const { end, onKinks: kinks } = walk.found;
    return {
      outcome: atRest(kinks, saddle),
      residual: end.residual,
      steps: steps + end.iterations,
      onKinks: kinks.map((kink) => ({ ...kink, sample })),
    };
  }
  const own = onKinks.length === 0 ? onKinks : onKinks.filter((kink) => kink.sample === sample);
  if (how === "settled" && (walk === null || saddle))
    return { outcome: atRest(own, saddle), residual, steps, onKinks: own };
  const lost = walk?.how === "infinite" || how === "infinite" ? "diverged" : "max-steps";
  return { outcome: lost, residual, steps, onKinks: own };
};
