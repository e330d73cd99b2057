import type { Kinks } from "../../energy/kinks.ts";
import type { Linalg } from "../../linalg/linalg.ts";

/** Sign changes of one unit after which the iteration counts as cycling around its kink. */
const flipsToPin = 3;

/** A slope so near to those beside the kink is one of them. */
const margin = { float64: 1e-12, float32: 1e-5 };

/** A unit with a kink. */
export interface Site {
  /** Index into `Kinks.sites`. */
  readonly site: number;
  readonly unit: number;
}

interface Pin extends Site {
  slope: number;
}

/**
 * Finds the kink on which one sample comes to rest. Where the equilibrium has a unit exactly at `a = 0`, plain
 * iteration jumps between the two sides for ever. Such a unit is pinned: its slope θ ∈ [0, 1] becomes an unknown,
 * with the condition `a = 0` (or `a ≤ 0` at θ = 0, `a ≥ 0` at θ = 1), solved together with the errors. The result
 * satisfies 0 ∈ ∂F/∂x in the sense of Clarke (1983).
 */
export interface KinkSearch {
  /** Looks at the signs after an iteration and pins the units that cycle. True when the set of pins changed. */
  readonly watch: (row: number) => boolean;
  /** The pinned slopes, and their Newton images; appended to the sample's position and image. */
  readonly slopes: () => number[];
  readonly images: (row: number) => number[];
  /** Sets the pinned slopes for the next iteration. */
  readonly assign: (row: number, slopes: Float64Array) => void;
  /** Frees all units, or all but those that rest on their kinks, in an iteration that holds the sample in `row`. */
  readonly release: (kinks: Kinks, row: number, rests: boolean) => void;
  /** Repeats the pins in another iteration, which holds the sample in `row`. */
  readonly pinAll: (kinks: Kinks, row: number) => void;
  /** Largest violation of the pinned units' equations, in units of a; 0 without pins. */
  readonly violation: (row: number) => number;
  /** The units that rest on their kink, with a slope strictly between 0 and 1. */
  readonly resting: () => readonly Readonly<Pin>[];
}

/**
 * `kinks()` is the kinks of the iteration that holds the sample at present, in row `row`. Where `suspects` are
 * known these units are pinned from the start, and no others; one that does not rest on its kink ends with a slope of 0 or 1.
 */
export const createKinkSearch = (
  linalg: Linalg,
  kinks: () => Kinks,
  suspects: readonly Site[] | null = null,
): KinkSearch => {
  const least = margin[linalg.precision];
  const middle = (): number => (kinks().slopes[0] + kinks().slopes[1]) / 2;
  const within = (slope: number): number => Math.min(kinks().slopes[1], Math.max(kinks().slopes[0], slope));
  const pins: Pin[] = (suspects ?? []).map(({ site, unit }) => ({ site, unit, slope: middle() }));
  let signs: Uint8Array[] | null = null;
  const flips = new Map<string, number>();

  const preactivation = (row: number, pin: { site: number; unit: number }): number => {
    const matrix = kinks().sites[pin.site]!;
    return linalg.values(matrix)[row * matrix.columns + pin.unit]!;
  };

  /** θ − a / (da/dθ), kept in [0, 1]: a fixed point has a = 0, or a ≤ 0 with θ = 0, or a ≥ 0 with θ = 1. */
  const newton = (row: number, pin: Pin): number => {
    const sensitivity = kinks().sensitivity(pin.site, row, pin.unit);
    // Only where a falls as θ grows do the two sides push against each other.
    if (!(sensitivity < 0)) return kinks().slopes[preactivation(row, pin) > 0 ? 1 : 0];
    return within(pin.slope - preactivation(row, pin) / sensitivity);
  };

  const violation = (row: number, pin: Pin): number => {
    const a = Math.abs(preactivation(row, pin));
    return Math.min(
      a,
      Math.abs(newton(row, pin) - pin.slope) * Math.abs(kinks().sensitivity(pin.site, row, pin.unit)),
    );
  };

  const watch = (row: number): boolean => {
    if (suspects !== null) return false;
    const now = kinks().sites.map((matrix) =>
      Uint8Array.from(linalg.values(matrix).subarray(row * matrix.columns, (row + 1) * matrix.columns), (a) =>
        Number(a > 0),
      ),
    );
    let changed = false;
    if (signs !== null) {
      now.forEach((siteSigns, site) => {
        siteSigns.forEach((sign, unit) => {
          if (sign === signs![site]![unit]) return;
          const key = `${site}/${unit}`;
          flips.set(key, (flips.get(key) ?? 0) + 1);
          if (flips.get(key)! < flipsToPin || pins.some((pin) => pin.site === site && pin.unit === unit))
            return;
          pins.push({ site, unit, slope: middle() });
          changed = true;
        });
      });
    }
    signs = now;
    return changed;
  };

  const resting = (): readonly Readonly<Pin>[] =>
    pins.filter(({ slope }) => slope > kinks().slopes[0] + least && slope < kinks().slopes[1] - least);

  return {
    watch,
    slopes: () => pins.map((pin) => pin.slope),
    images: (row) => pins.map((pin) => newton(row, pin)),
    assign: (row, slopes) => {
      pins.forEach((pin, i) => {
        pin.slope = within(slopes[i]!);
        kinks().pin(pin.site, row, pin.unit, pin.slope);
      });
    },
    release: (other, row, rests) => {
      for (const pin of pins) other.pin(pin.site, row, pin.unit, null);
      for (const pin of rests ? resting() : []) other.pin(pin.site, row, pin.unit, pin.slope);
    },
    pinAll: (other, row) => {
      for (const pin of pins) other.pin(pin.site, row, pin.unit, pin.slope);
    },
    violation: (row) => pins.reduce((most, pin) => Math.max(most, violation(row, pin)), 0),
    resting,
  };
};
