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
 * iteration jumps between the two sides for ever. Such a unit is pinned: its slope θ, between the one-sided slopes, becomes an
 * unknown, with the condition `a = 0` (or `a ≤ 0` at the lower, `a ≥ 0` at the upper), solved together with the errors. The result
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
  /** The units that rest on their kink, with a slope strictly between the one-sided ones. */
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
  let signs: Uint8Array[] | null = null;
  const flips = new Map<string, number>();

  const oneSided = (pin: { site: number }): readonly [number, number] => kinks().sites[pin.site]!.oneSided;

  const middle = (pin: { site: number }): number => (oneSided(pin)[0] + oneSided(pin)[1]) / 2;
  const pins: Pin[] = (suspects ?? []).map(({ site, unit }) => ({ site, unit, slope: middle({ site }) }));

  const within = (pin: { site: number }, slope: number): number => {
    const [left, right] = oneSided(pin);
    return Math.min(right, Math.max(left, slope));
  };

  const preactivation = (row: number, pin: { site: number; unit: number }): number => {
    const matrix = kinks().sites[pin.site]!.argument;
    return linalg.values(matrix)[row * matrix.columns + pin.unit]!;
  };

  /** θ − a / (da/dθ), kept between the one-sided slopes: a fixed point has a = 0, or θ at the slope of a's side. */
  const newton = (row: number, pin: Pin): number => {
    const sensitivity = kinks().sensitivity(pin.site, row, pin.unit);
    // Only where a falls as θ grows do the two sides push against each other.
    if (!(sensitivity < 0)) return oneSided(pin)[preactivation(row, pin) > 0 ? 1 : 0];
    return within(pin, pin.slope - preactivation(row, pin) / sensitivity);
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
    const now = kinks().sites.map(({ argument: matrix }) =>
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
          pins.push({ site, unit, slope: middle({ site }) });
          changed = true;
        });
      });
    }
    signs = now;
    return changed;
  };

  const resting = (): readonly Readonly<Pin>[] =>
    pins.filter((pin) => pin.slope > oneSided(pin)[0] + least && pin.slope < oneSided(pin)[1] - least);

  return {
    watch,
    slopes: () => pins.map((pin) => pin.slope),
    images: (row) => pins.map((pin) => newton(row, pin)),
    assign: (row, slopes) => {
      pins.forEach((pin, i) => {
        pin.slope = within(pin, slopes[i]!);
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
