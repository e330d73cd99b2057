import type { Energy, KinkSlope, Nudge, State, Sweep } from "../energy/energy.ts";
import { rowDistances, rowNorms } from "../energy/row-distances.ts";
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

/** Sweeps without progress after which there is none to come; accelerated ones don't come nearer each time. */
const patience = 2;

/** Activities beyond this are on their way to infinity: rounding alone would soon look like rest. */
const farAway = 1e8;

/** A sweep that shortens the distance to this fraction needs no acceleration. */
const fastContraction = 0.1;

/** One sample on its way to rest. */
interface Traveller {
  readonly sample: number;
  /** Distance between position and image at the last sweep, and the shortest so far. */
  distance: number;
  shortest: number;
  /** Sweeps since the shortest. */
  stale: number;
  /** Null as long as plain iteration contracts fast. */
  mixer: Mixer | null;
  readonly search: KinkSearch | null;
}

/** A sweep over some of the samples: `samples[row]` is the sample in that row, `travellers[row]` null once at rest. */
interface Convoy {
  readonly sweep: Sweep;
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
  from: State,
  nudge: Nudge,
  settings: EquilibriumSettings,
): Relaxation => settle(linalg, energy.sweep(from, nudge), scaleOf(nudge), settings);

/** The fixed point of a sweep, to `settings.tolerance` times `scale`, for each of its samples. */
export const settle = (
  linalg: Linalg,
  whole: Sweep,
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

  let convoy: Convoy = startConvoy(linalg, whole, () => convoy.sweep);
  for (let iteration = 1; iteration <= settings.maxIterations; iteration++) {
    const { sweep, image, samples } = convoy;
    sweep.apply(image);
    const ones = image.map(() => 1);
    const distances = rowDistances(linalg, image, sweep.coordinates, ones);
    const extents = rowNorms(linalg, sweep.coordinates);
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
    const exact = near || iteration === settings.maxIterations ? sweep.residuals() : distances;
    const travellers = convoy.travellers.map((traveller, row) => {
      if (traveller === null) return null;
      const { sample, search } = traveller;
      // Only where the contraction is slow can a cycle around a kink be the cause.
      const pinsChanged = traveller.mixer !== null && (search?.watch(row) ?? false);
      steps[sample] = iteration;
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
        onKinks.push(...resting.map(({ layer, unit, slope }) => ({ layer, sample, unit, slope })));
        return null;
      }
      const slow = distances[row]! > fastContraction * traveller.distance;
      // Pinned slopes follow Newton's method: plain steps would lead them nowhere.
      if (pinsChanged) traveller.mixer = createMixer(Number.POSITIVE_INFINITY);
      else if (slow && traveller.mixer === null) traveller.mixer = createMixer();
      traveller.distance = distances[row]!;
      if (iteration < settings.maxIterations) move(linalg, convoy, row, traveller, scale);
      return traveller;
    });
    convoy = { sweep, image, samples, travellers };
    const travelling = travellers.flatMap((traveller, row) => (traveller === null ? [] : [row]));
    if (travelling.length === 0) break;
    if (sweep.restrict !== null && 2 * travelling.length <= travellers.length) {
      leave(linalg, convoy, whole);
      convoy = restrictConvoy(linalg, convoy, sweep.restrict(travelling), travelling);
    }
  }
  if (convoy.sweep !== whole) {
    // The whole batch has not been swept since some samples went on alone.
    leave(linalg, convoy, whole);
    linalg.scope(() => whole.apply(whole.coordinates.map((x) => linalg.matrix(x.rows, x.columns))));
  }
  return { state: whole.state(), outcomes, residuals, steps, onKinks };
};

const imageOf = (linalg: Linalg, sweep: Sweep): Matrix[] =>
  sweep.coordinates.map((x) => linalg.matrix(x.rows, x.columns));

const startConvoy = (linalg: Linalg, sweep: Sweep, present: () => Sweep): Convoy => {
  const samples = Array.from({ length: sweep.coordinates[0]!.rows }, (_, sample) => sample);
  const travellers = samples.map((sample) => ({
    sample,
    distance: Number.POSITIVE_INFINITY,
    shortest: Number.POSITIVE_INFINITY,
    stale: 0,
    mixer: null,
    search: sweep.kinks === null ? null : createKinkSearch(linalg, () => present().kinks!),
  }));
  return { sweep, image: imageOf(linalg, sweep), samples, travellers };
};

/** The convoy of the given rows alone, which `sweep` holds. */
const restrictConvoy = (linalg: Linalg, convoy: Convoy, sweep: Sweep, rows: readonly number[]): Convoy => {
  const travellers = rows.map((row) => convoy.travellers[row]!);
  travellers.forEach((traveller, row) => {
    traveller?.search?.pinAll(sweep.kinks!, row);
  });
  return {
    sweep,
    image: imageOf(linalg, sweep),
    samples: rows.map((row) => convoy.samples[row]!),
    travellers,
  };
};

/** Copies the convoy's positions to their rows of the whole batch. */
const leave = (linalg: Linalg, convoy: Convoy, whole: Sweep): void => {
  if (convoy.sweep === whole) return;
  convoy.samples.forEach((sample, row) => {
    copyRow(linalg, convoy.sweep.coordinates, row, whole.coordinates, sample);
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
  const { sweep, image } = convoy;
  const { search, mixer } = traveller;
  if (mixer === null) {
    copyRow(linalg, image, row, sweep.coordinates, row);
    return;
  }
  const slopes = (search?.slopes() ?? []).map((slope) => slope * scale);
  const slopeImages = (search?.images(row) ?? []).map((slope) => slope * scale);
  const proposal = mixer.next(
    gather(linalg, sweep.coordinates, row, slopes),
    gather(linalg, image, row, slopeImages),
  );
  let at = 0;
  for (const x of sweep.coordinates) {
    linalg.values(x).set(proposal.subarray(at, at + x.columns), row * x.columns);
    at += x.columns;
  }
  search?.assign(
    row,
    proposal.subarray(at).map((slope) => slope / scale),
  );
};
