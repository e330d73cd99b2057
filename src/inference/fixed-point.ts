import type { Iteration } from "../energy/iteration.ts";
import type { KinkSlope } from "../energy/kinks.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type Arrival, approach, arrivalRule, farAway, notYet } from "./arrival.ts";
import { advance, type Convoy, copyRows, gather, home, scatter, startConvoy, thin } from "./convoy.ts";
import type { SampleSite } from "./step/active-set.ts";
import type { Mixer } from "./step/anderson.ts";
import type { Numbers } from "./step/history.ts";
import { createKinkSearch, type KinkSearch } from "./step/kink-search.ts";
import { beginPath, type Path, watchPath } from "./step/path.ts";

/** How far a map is iterated. */
export interface FixedPointSettings {
  /** ‖∂F/∂x‖ per sample is brought below this times |λ| (everything in the nudged phase scales with λ). */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** One sample on its way to rest. */
interface Traveller {
  readonly path: Path;
  readonly arrival: Arrival;
  /** From when plain iteration has been too slow, or from the start where units are suspected. */
  search: KinkSearch | null;
  /** Distance between the first position and its image. */
  firstDistance: number;
  /** The norm of its position is no larger: the sum of its moves from 0, as long as they are plain. */
  mostExtent: number;
}

/** Where a map was followed to, per sample. */
export interface FixedPoint {
  readonly ends: readonly End[];
  /** The units that rest on their kinks. */
  readonly onKinks: readonly KinkSlope[];
  /** F of each sample at the first position, where the map knows it. */
  readonly energies: Float64Array | null;
}

/** How the iteration of one sample ended. */
export interface End {
  /** `unsettled`: the iterations ran out first. */
  readonly how: "settled" | "unsettled" | "infinite";
  /** ‖∂F/∂x‖, for a sample on a kink the smallest of the generalised gradient. */
  readonly residual: number;
  readonly iterations: number;
  /** Distance between the first position and its image. */
  readonly firstDistance: number;
  /** Norm of the position where it settled; NaN where it did not. */
  readonly extent: number;
}

/**
 * A fixed point of a map, to `settings.tolerance` times `scale`, for each of its samples, with Anderson acceleration where plain
 * iteration is slow. A sample that cycles around a kink is settled exactly on it (`step/kink-search.ts`). Samples at rest stay
 * untouched, so that a sample's result does not depend on its batch. `suspects`: units that may rest on their kinks. Afterwards the map is at the positions that were found.
 */
export const settle = (
  linalg: Linalg,
  whole: Iteration,
  scale: number,
  settings: FixedPointSettings,
  suspects: readonly SampleSite[] | null = null,
): FixedPoint => linalg.scope(() => travel(linalg, whole, scale, settings, suspects));

/** All that is made on the way is freed at its end; what stays is the position of `whole`. */
const travel = (
  linalg: Linalg,
  whole: Iteration,
  scale: number,
  settings: FixedPointSettings,
  suspects: readonly SampleSite[] | null,
): FixedPoint => {
  const numbers = numbersWithin(linalg, mostNumbers);
  const rule = arrivalRule(linalg.precision, settings.tolerance, scale);
  const onKinks: KinkSlope[] = [];
  const ends: End[] = [];
  let energies: Float64Array | null = null;
  let convoy = startConvoy(linalg, whole);
  const travellers = new Map<number, Traveller>();
  const searches = new Map<number, KinkSearch>();
  const beginSearch = (sample: number): KinkSearch => {
    const own = suspects?.filter((suspect) => suspect.sample === sample) ?? null;
    const search = createKinkSearch(linalg, () => convoy.iteration.kinks!, own);
    searches.set(sample, search);
    return search;
  };
  for (const sample of convoy.samples) {
    const search = suspects === null || whole.kinks === null ? null : beginSearch(sample);
    travellers.set(sample, {
      path: beginPath(suspects?.some((suspect) => suspect.sample === sample) ?? false, numbers),
      arrival: notYet(),
      search,
      firstDistance: Number.NaN,
      mostExtent: whole.beginsAtZero ? 0 : Number.POSITIVE_INFINITY,
    });
    search?.pinAll(whole.kinks!, sample);
  }

  for (let step = 1; step <= settings.maxIterations; step++) {
    const last = step === settings.maxIterations;
    const { distances, extents } = advance(linalg, convoy);
    if (step === 1) energies = whole.basin?.energies() ?? null;
    const underway = rowsUnderway(convoy, travellers);
    const isNear = (row: number, { search, mostExtent }: Traveller): boolean => {
      const distance = distances[row]!;
      const onKink = isOnKink(search);
      // Farther than this no extent that counts makes it near.
      return (
        rule.isNear(distance, Math.min(farAway, mostExtent), onKink) &&
        rule.isNear(distance, extents()[row]!, onKink)
      );
    };
    const near = underway.some((row) => isNear(row, travellers.get(convoy.samples[row]!)!));
    const exact = near || last ? convoy.iteration.residuals() : distances;
    /** Those that move to their images. */
    const plain: number[] = [];
    for (const row of underway) {
      const sample = convoy.samples[row]!;
      const traveller = travellers.get(sample)!;
      const { path, arrival } = traveller;
      const distance = distances[row]!;
      const residual = exact[row]!;
      const accelerated = path.mixer !== null;
      if (accelerated && whole.kinks !== null) traveller.search ??= beginSearch(sample);
      const { search } = traveller;
      const pinsChanged = accelerated && (search?.watch(row) ?? false);
      if (step === 1) traveller.firstDistance = distance;
      const finite = Number.isFinite(distance);
      if (finite) approach(arrival, distance);
      const rests =
        near &&
        finite &&
        !pinsChanged &&
        isNear(row, traveller) &&
        rule.rests(arrival, {
          distance,
          residual,
          extent: extents()[row]!,
          onKink: isOnKink(search),
          violation: search?.violation(row) ?? 0,
        });
      const how = rests ? "settled" : finite ? "unsettled" : "infinite";
      if (last || how !== "unsettled") {
        const { firstDistance } = traveller;
        const extent = rests ? extents()[row]! : Number.NaN;
        ends[sample] = { how, residual, iterations: step, firstDistance, extent };
      }
      if (how !== "unsettled") {
        travellers.delete(sample);
        for (const { site, unit, slope } of (rests ? search?.resting() : null) ?? [])
          onKinks.push({ site, sample, unit, slope });
        continue;
      }
      watchPath(path, distance, pinsChanged, numbers);
      if (last) continue;
      const { mixer } = path;
      // A little more than the sum, for what rounding adds to it.
      traveller.mostExtent =
        mixer === null ? (traveller.mostExtent + distance) * slack : Number.POSITIVE_INFINITY;
      if (mixer === null) plain.push(row);
      else move(convoy, row, mixer.next, search, scale);
    }
    copyRows(linalg, convoy.image, plain, convoy.iteration.coordinates, plain);
    if (travellers.size === 0) break;
    convoy = continueWith(linalg, convoy, whole, travellers);
  }
  for (const [sample, search] of searches) {
    search.release(whole.kinks!, sample, ends[sample]!.how === "settled");
  }
  home(linalg, convoy, whole);
  return { ends, onKinks, energies };
};

/** More than rounding adds to a sum of norms in any precision. */
const slack = 1.001;

/** What acceleration remembers lies in the engine's memory, which is used again and again, as far as there is room for it. */
const mostNumbers = 2 ** 25;

const numbersWithin = (linalg: Linalg, most: number): Numbers => {
  let left = most;
  return (count) => {
    left -= count;
    return left < 0 ? new Float64Array(count) : linalg.numbers(count);
  };
};

/** ‖x − y‖. */
export const distance = (x: Float64Array, y: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return Math.sqrt(sum);
};

const isOnKink = (search: KinkSearch | null): boolean => search !== null && search.resting().length > 0;

const rowsUnderway = ({ samples }: Convoy, travellers: ReadonlyMap<number, Traveller>): number[] => {
  const rows: number[] = [];
  for (let row = 0; row < samples.length; row++) if (travellers.has(samples[row]!)) rows.push(row);
  return rows;
};

/** The convoy of those that still travel, with their pins. */
const continueWith = (
  linalg: Linalg,
  convoy: Convoy,
  whole: Iteration,
  travellers: ReadonlyMap<number, Traveller>,
): Convoy => {
  const next = thin(linalg, convoy, whole, rowsUnderway(convoy, travellers));
  if (next === convoy) return convoy;
  next.samples.forEach((sample, row) => {
    travellers.get(sample)!.search?.pinAll(next.iteration.kinks!, row);
  });
  return next;
};

/** Moves one sample along its path. Pinned slopes travel with the coordinates, scaled by λ to their size. */
const move = (
  { views, room }: Convoy,
  row: number,
  next: Mixer["next"],
  search: KinkSearch | null,
  scale: number,
): void => {
  const slopes = search?.slopes() ?? [];
  const size = room.position.length;
  const roomFor = (own: Float64Array): Float64Array =>
    slopes.length === 0 ? own : new Float64Array(size + slopes.length);
  const position = gather(views.position, row, roomFor(room.position));
  const image = gather(views.image, row, roomFor(room.image));
  slopes.forEach((slope, k) => {
    position[size + k] = slope * scale;
  });
  search?.images(row).forEach((slope, k) => {
    image[size + k] = slope * scale;
  });
  const proposal = next(position, image);
  scatter(proposal, views.position, row);
  if (slopes.length === 0) return;
  search!.assign(
    row,
    proposal.subarray(size).map((slope) => slope / scale),
  );
};
