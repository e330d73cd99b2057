import { mean } from "simple-statistics";
import { type ErrorAt, exponentOf, type PowerLaw, powerLaw } from "./power-law.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** Values of λ that count for a fitted order: where the next order of λ no longer matters. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const defaultWindow: Window = { from: 0, to: 0.01 };

/** Over less than this a power law can't be told from another. */
export const fewestDecades = 1.5;
const fewestPoints = 3;
/** How far above a floor an error must be, so that the floor does not bend the line. */
const clearance = 100;
/** A curve that falls by less than this power between its two smallest dials has come to a floor. */
const leastSlope = 0.5;

/** How an error vanishes along a dial, over seeds; or that it does not, or that too little is known to say. */
export type OrderOverSeeds =
  | {
      readonly kind: "order";
      /** Slopes of the seeds' own curves: mean, and standard error over the seeds. */
      readonly slopes: Spread;
      /** The line through the mean curve: its scatter says how straight it is. */
      readonly line: PowerLaw;
      /** What the error comes to rest at below the line; null if it is still falling. */
      readonly floor: number | null;
    }
  | { readonly kind: "floor"; readonly floor: number; readonly at: number }
  | { readonly kind: "short"; readonly points: number; readonly decades: number };

/** Means over the seeds, in ascending order of the dial. */
const meanCurve = (curves: readonly (readonly ErrorAt[])[]): ErrorAt[] => {
  const byDial = new Map<number, number[]>();
  for (const { dial, error } of curves.flat()) byDial.set(dial, [...(byDial.get(dial) ?? []), error]);
  return [...byDial].map(([dial, errors]) => ({ dial, error: mean(errors) })).sort((a, b) => a.dial - b.dial);
};

/** The smallest error of a curve that has stopped falling towards its smallest dial; null for one that has not. */
const floorOf = (curve: readonly ErrorAt[]): ErrorAt | null => {
  const [first, second] = curve;
  if (first === undefined || second === undefined) return null;
  const least = curve.reduce((best, point) => (point.error < best.error ? point : best));
  const slope = exponentOf([first.dial, second.dial], [first.error, second.error]);
  return least !== first || slope < leastSlope ? least : null;
};

/**
 * The order of an error in its dial, from one curve a seed, within a window. Points that a floor bends (rounding, unfinished
 * inference) are left out: those with less than 100 times the floor's error. What remains must have three points
 * over a decade and a half, or there is no order: then the floor is the answer, or that the window is too short.
 */
export const orderOverSeeds = (
  curves: readonly (readonly ErrorAt[])[],
  { from, to }: Window,
): OrderOverSeeds => {
  const usable = ({ dial, error }: ErrorAt): boolean => dial > 0 && dial >= from && dial <= to && error > 0;
  const inside = curves.map((curve) => curve.filter(usable));
  const whole = meanCurve(inside);
  const floor = floorOf(whole);
  const clear = whole.filter(
    ({ dial, error }) => floor === null || (dial > floor.dial && error >= clearance * floor.error),
  );
  const line = clear.length < 2 ? null : powerLaw(clear);
  if (line !== null && line.points >= fewestPoints && line.decades >= fewestDecades - 1e-9) {
    const dials = new Set(clear.map(({ dial }) => dial));
    const own = inside
      .map((curve) => curve.filter(({ dial }) => dials.has(dial)))
      .filter((curve) => curve.length === dials.size);
    const slopes = own.map((curve) =>
      exponentOf(
        curve.map(({ dial }) => dial),
        curve.map(({ error }) => error),
      ),
    );
    return { kind: "order", slopes: spreadOf(slopes), line, floor: floor?.error ?? null };
  }
  if (floor !== null && whole.length >= fewestPoints)
    return { kind: "floor", floor: floor.error, at: floor.dial };
  return { kind: "short", points: whole.length, decades: whole.length < 2 ? 0 : powerLaw(whole).decades };
};
