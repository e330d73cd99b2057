import { iterationOf } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import type { Iteration } from "../energy/iteration.ts";
import type { KinkSlope } from "../energy/kinks.ts";
import { rowDistances, rowNorms } from "../energy/row-distances.ts";
import type { Nudge, Origin } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { createMixer, type Mixer } from "./anderson.ts";
import { createKinkSearch, type KinkSearch } from "./kink-search.ts";
import { type Outcome, type Relaxation, scaleOf } from "./outcome.ts";

export interface EquilibriumSettings {
  readonly solver: "equilibrium";
  /** ‖∂F/∂x‖ per sample is brought below this times |λ| (everything in the nudged phase scales with λ). */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Machine epsilon over 2. */
const unit = { float64: 2 ** -53, float32: 2 ** -24 };
/** No residual is asked to be smaller than this many units of λ. */
const finest = 2;
/**
 * What is rounding where a residual falls no further, in units of the position (where that is the activities themselves and
 * not their distance from the free phase, no small λ makes it smaller), and on a kink in units of λ.
 */
const rounding = { ofPosition: 8, onKink: 32 };

/** Iterations without progress after which there is none to come; accelerated ones don't come nearer each time. */
const patience = 2;

/** Activities beyond this are on their way to infinity: rounding alone would soon look like rest. */
const farAway = 1e8;

/** A iteration that shortens the distance to this fraction needs no acceleration. */
const fastContraction = 0.1;

/** One sample on its way to rest. */
interface Traveller {
  readonly sample: number;
  /** Distance between position and image at the last iteration, and the shortest so far. */
  distance: number;
  shortest: number;
  /** Iterations since the shortest. */
  stale: number;
  /** Null as long as plain iteration contracts fast. */
  mixer: Mixer | null;
  readonly search: KinkSearch | null;
}

/** A iteration over some of the samples: `samples[row]` is the sample in that row, `travellers[row]` null once at rest. */
interface Convoy {
  readonly iteration: Iteration;
  readonly image: readonly Matrix[];
  readonly samples: readonly number[];
  readonly travellers: readonly (Traveller | null)[];
}

/**
 * The stationary point itself, ‖∂F/∂x‖ ≤ tolerance·|λ|, by the energy's fixed-point map with Anderson acceleration for
 * each sample. Samples at rest stay untouched, so that a sample's result does not depend on its batch. A sample that
 * cycles around a kink is settled exactly on it (`kink-search.ts`). Never throws: the outcome says how it ended.
 */
export const relaxToEquilibrium = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: EquilibriumSettings,
): Relaxation => settle(linalg, iterationOf(linalg, energy, from, nudge), scaleOf(nudge), settings);

/** The fixed point of a iteration, to `settings.tolerance` times `scale`, for each of its samples. */
export const settle = (
  linalg: Linalg,
  whole: Iteration,
  scale: number,
  settings: EquilibriumSettings,
): Relaxation => {
  const batch = whole.coordinates[0]!.rows;
  const epsilon = unit[linalg.precision];
  const tolerance = Math.max(settings.tolerance, finest * epsilon) * scale;
  const precise = Math.max(settings.tolerance, rounding.onKink * epsilon);
  const outcomes = new Array<Outcome>(batch).fill("max-steps");
  const residuals = new Float64Array(batch);
  const steps = new Uint32Array(batch);
  const onKinks: KinkSlope[] = [];

  let convoy: Convoy = startConvoy(linalg, whole, () => convoy.iteration);
  for (let step = 1; step <= settings.maxIterations; step++) {
    const { iteration, image, samples } = convoy;
    iteration.apply(image);
    const ones = image.map(() => 1);
    const distances = rowDistances(linalg, image, iteration.coordinates, ones);
    const extents = rowNorms(linalg, iteration.coordinates);
    const floors = extents.map((extent, row) => {
      const resting = convoy.travellers[row]?.search?.resting() ?? [];
      return Math.max(
        rounding.ofPosition * epsilon * extent,
        resting.length > 0 ? precise * scale : tolerance,
      );
    });
    const near = convoy.travellers.some(
      (traveller, row) => traveller !== null && distances[row]! <= floors[row]!,
    );
    const exact = near || step === settings.maxIterations ? iteration.residuals() : distances;
    const travellers = convoy.travellers.map((traveller, row) => {
      if (traveller === null) return null;
      const { sample, search } = traveller;
      // Only where the contraction is slow can a cycle around a kink be the cause.
      const pinsChanged = traveller.mixer !== null && (search?.watch(row) ?? false);
      steps[sample] = step;
      residuals[sample] = exact[row]!;
      if (!Number.isFinite(distances[row]!)) {
        outcomes[sample] = "diverged";
        return null;
      }
      traveller.stale = distances[row]! < traveller.shortest ? 0 : traveller.stale + 1;
      traveller.shortest = Math.min(traveller.shortest, distances[row]!);
      // Within rounding, a sample that comes no nearer is as near as it can be.
      const limit = traveller.stale >= patience ? floors[row]! : tolerance;
      const settled = Math.max(distances[row]!, exact[row]!) <= limit;
      if (settled && extents[row]! < farAway && !pinsChanged && (search?.violation(row) ?? 0) <= precise) {
        const resting = search?.resting() ?? [];
        outcomes[sample] = resting.length > 0 ? "kink" : "converged";
        onKinks.push(...resting.map(({ site, unit, slope }) => ({ site, sample, unit, slope })));
        return null;
      }
      const slow = distances[row]! > fastContraction * traveller.distance;
      // Pinned slopes follow Newton's method: plain steps would lead them nowhere.
      if (pinsChanged) traveller.mixer = createMixer(Number.POSITIVE_INFINITY);
      else if (slow && traveller.mixer === null) traveller.mixer = createMixer();
      traveller.distance = distances[row]!;
      if (step < settings.maxIterations) move(linalg, convoy, row, traveller, scale);
      return traveller;
    });
    convoy = { iteration, image, samples, travellers };
    const travelling = travellers.flatMap((traveller, row) => (traveller === null ? [] : [row]));
    if (travelling.length === 0) break;
    if (iteration.restrict !== null && 2 * travelling.length <= travellers.length) {
      leave(linalg, convoy, whole);
      convoy = restrictConvoy(linalg, convoy, iteration.restrict(travelling), travelling);
    }
  }
  if (convoy.iteration !== whole) {
    // The whole batch has not been swept since some samples went on alone.
    leave(linalg, convoy, whole);
    linalg.scope(() => whole.apply(whole.coordinates.map((x) => linalg.matrix(x.rows, x.columns))));
  }
  return { state: whole.state(), outcomes, residuals, steps, onKinks };
};

const imageOf = (linalg: Linalg, iteration: Iteration): Matrix[] =>
  iteration.coordinates.map((x) => linalg.matrix(x.rows, x.columns));

const startConvoy = (linalg: Linalg, iteration: Iteration, present: () => Iteration): Convoy => {
  const samples = Array.from({ length: iteration.coordinates[0]!.rows }, (_, sample) => sample);
  const travellers = samples.map((sample) => ({
    sample,
    distance: Number.POSITIVE_INFINITY,
    shortest: Number.POSITIVE_INFINITY,
    stale: 0,
    mixer: null,
    search: iteration.kinks === null ? null : createKinkSearch(linalg, () => present().kinks!),
  }));
  return { iteration, image: imageOf(linalg, iteration), samples, travellers };
};

/** The convoy of the given rows alone, which `iteration` holds. */
const restrictConvoy = (
  linalg: Linalg,
  convoy: Convoy,
  iteration: Iteration,
  rows: readonly number[],
): Convoy => {
  const travellers = rows.map((row) => convoy.travellers[row]!);
  travellers.forEach((traveller, row) => {
    traveller?.search?.pinAll(iteration.kinks!, row);
  });
  return {
    iteration,
    image: imageOf(linalg, iteration),
    samples: rows.map((row) => convoy.samples[row]!),
    travellers,
  };
};

/** Copies the convoy's positions to their rows of the whole batch. */
const leave = (linalg: Linalg, convoy: Convoy, whole: Iteration): void => {
  if (convoy.iteration === whole) return;
  convoy.samples.forEach((sample, row) => {
    copyRow(linalg, convoy.iteration.coordinates, row, whole.coordinates, sample);
  });
};

const copyRow = (
  linalg: Linalg,
  from: readonly Matrix[],
  fromRow: number,
  to: readonly Matrix[],
  toRow: number,
): void => {
  for (let l = 0; l < from.length; l++) {
    const width = from[l]!.columns;
    const values = linalg.values(from[l]!).subarray(fromRow * width, (fromRow + 1) * width);
    linalg.values(to[l]!).set(values, toRow * width);
  }
};

/** One row of all layers, followed by `extra` numbers. */
const gather = (
  linalg: Linalg,
  layers: readonly Matrix[],
  row: number,
  extra: readonly number[],
): Float64Array => {
  const parts = layers.map((x) => linalg.values(x).subarray(row * x.columns, (row + 1) * x.columns));
  const vector = new Float64Array(parts.reduce((sum, part) => sum + part.length, extra.length));
  let at = 0;
  for (const part of parts) {
    vector.set(part, at);
    at += part.length;
  }
  vector.set(extra, at);
  return vector;
};

/** Moves one sample to its mixer's proposal. Pinned slopes travel with the errors, scaled by λ to their size. */
const move = (linalg: Linalg, convoy: Convoy, row: number, traveller: Traveller, scale: number): void => {
  const { iteration, image } = convoy;
  const { search, mixer } = traveller;
  if (mixer === null) {
    copyRow(linalg, image, row, iteration.coordinates, row);
    return;
  }
  const slopes = (search?.slopes() ?? []).map((slope) => slope * scale);
  const slopeImages = (search?.images(row) ?? []).map((slope) => slope * scale);
  const proposal = mixer.next(
    gather(linalg, iteration.coordinates, row, slopes),
    gather(linalg, image, row, slopeImages),
  );
  let at = 0;
  for (const x of iteration.coordinates) {
    linalg.values(x).set(proposal.subarray(at, at + x.columns), row * x.columns);
    at += x.columns;
  }
  search?.assign(
    row,
    proposal.subarray(at).map((slope) => slope / scale),
  );
};
