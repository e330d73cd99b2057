import { iterationOf } from "../../energy/capabilities.ts";
import type { Energy } from "../../energy/energy.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { KinkSlope } from "../../energy/kinks.ts";
import type { Nudge, Origin } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { type Arrival, createArrival } from "../arrival.ts";
import { advance, type Convoy, copyRow, gatherRow, home, scatterRow, startConvoy, thin } from "../convoy.ts";
import { type Outcome, type Relaxation, scaleOf } from "../outcome.ts";
import { createKinkSearch, type KinkSearch } from "../step/kink-search.ts";
import { createPath, type Path } from "../step/path.ts";

export interface EquilibriumSettings {
  readonly solver: "equilibrium";
  /** ‖∂F/∂x‖ per sample is brought below this times |λ| (everything in the nudged phase scales with λ). */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** One sample on its way to rest. */
interface Traveller {
  readonly path: Path;
  readonly arrival: Arrival;
  readonly search: KinkSearch | null;
}

/**
 * The stationary point itself, ‖∂F/∂x‖ ≤ tolerance·|λ|, by the energy's fixed-point map with Anderson acceleration for
 * each sample. Samples at rest stay untouched, so that a sample's result does not depend on its batch. A sample that
 * cycles around a kink is settled exactly on it (`step/kink-search.ts`). Never throws: the outcome says how it ended.
 */
export const relaxToEquilibrium = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: EquilibriumSettings,
): Relaxation => settle(linalg, iterationOf(linalg, energy, from, nudge), scaleOf(nudge), settings);

/** The fixed point of a map, to `settings.tolerance` times `scale`, for each of its samples. */
export const settle = (
  linalg: Linalg,
  whole: Iteration,
  scale: number,
  settings: EquilibriumSettings,
): Relaxation => {
  const batch = whole.coordinates[0]!.rows;
  const outcomes = new Array<Outcome>(batch).fill("max-steps");
  const residuals = new Float64Array(batch);
  const steps = new Uint32Array(batch);
  const onKinks: KinkSlope[] = [];

  let convoy = startConvoy(linalg, whole);
  const travellers = new Map<number, Traveller>();
  for (const sample of convoy.samples) {
    travellers.set(sample, {
      path: createPath(),
      arrival: createArrival(linalg.precision, settings.tolerance, scale),
      search: whole.kinks === null ? null : createKinkSearch(linalg, () => convoy.iteration.kinks!),
    });
  }

  for (let step = 1; step <= settings.maxIterations; step++) {
    const last = step === settings.maxIterations;
    const { distances, extents } = advance(linalg, convoy);
    const underway = convoy.samples.flatMap((sample, row) =>
      travellers.has(sample) ? [{ sample, row }] : [],
    );
    const near = underway.some(({ sample, row }) => {
      const { arrival, search } = travellers.get(sample)!;
      return distances[row]! <= arrival.floor(extents[row]!, isOnKink(search));
    });
    const exact = near || last ? convoy.iteration.residuals() : distances;
    for (const { sample, row } of underway) {
      const traveller = travellers.get(sample)!;
      const { path, arrival, search } = traveller;
      const distance = distances[row]!;
      const pinsChanged = path.accelerated() && (search?.watch(row) ?? false);
      steps[sample] = step;
      residuals[sample] = exact[row]!;
      if (!Number.isFinite(distance)) {
        outcomes[sample] = "diverged";
        travellers.delete(sample);
        continue;
      }
      const sight = { distance, residual: exact[row]!, extent: extents[row]!, onKink: isOnKink(search) };
      const rests = arrival.reached({ ...sight, violation: search?.violation(row) ?? 0 });
      if (rests && !pinsChanged) {
        const resting = search?.resting() ?? [];
        outcomes[sample] = resting.length > 0 ? "kink" : "converged";
        onKinks.push(...resting.map(({ site, unit, slope }) => ({ site, sample, unit, slope })));
        travellers.delete(sample);
        continue;
      }
      path.watch(distance, pinsChanged);
      if (!last) move(linalg, convoy, row, traveller, scale);
    }
    if (travellers.size === 0) break;
    convoy = continueWith(linalg, convoy, whole, travellers);
  }
  home(linalg, convoy, whole);
  return { state: whole.state(), outcomes, residuals, steps, onKinks };
};

const isOnKink = (search: KinkSearch | null): boolean => search !== null && search.resting().length > 0;

/** The convoy of those that still travel, with their pins. */
const continueWith = (
  linalg: Linalg,
  convoy: Convoy,
  whole: Iteration,
  travellers: ReadonlyMap<number, Traveller>,
): Convoy => {
  const rows = convoy.samples.flatMap((sample, row) => (travellers.has(sample) ? [row] : []));
  const next = thin(linalg, convoy, whole, rows);
  if (next === convoy) return convoy;
  next.samples.forEach((sample, row) => {
    travellers.get(sample)!.search?.pinAll(next.iteration.kinks!, row);
  });
  return next;
};

/** Moves one sample along its path. Pinned slopes travel with the coordinates, scaled by λ to their size. */
const move = (
  linalg: Linalg,
  { iteration, image }: Convoy,
  row: number,
  { path, search }: Traveller,
  scale: number,
): void => {
  const next = path.next();
  if (next === null) {
    copyRow(linalg, image, row, iteration.coordinates, row);
    return;
  }
  const slopes = (search?.slopes() ?? []).map((slope) => slope * scale);
  const slopeImages = (search?.images(row) ?? []).map((slope) => slope * scale);
  const proposal = next(
    gatherRow(linalg, iteration.coordinates, row, slopes),
    gatherRow(linalg, image, row, slopeImages),
  );
  const rest = scatterRow(linalg, proposal, iteration.coordinates, row);
  search?.assign(
    row,
    rest.map((slope) => slope / scale),
  );
};
