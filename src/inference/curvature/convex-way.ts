import type { Iteration } from "../../energy/iteration.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { gather, gatherRow, layersOf, scatter, widthOf } from "../convoy.ts";
import { noise, probe } from "./curvature.ts";
import { everyDirection, extremeEigenvalues, type Products } from "./lanczos.ts";

/** Hidden layers from which on the dynamics take too long to be followed, ~ L² time constants. */
export const manyLayers = 9;
/** Where the way is looked at, as parts of it. */
const places = [0, 1 / 3, 2 / 3, 1];
/** Least curvature that is asked for, as a part of that of the internal energy: what is measured is no less than the truth. */
const leastCurvature = 0.25;
/** Dimensions of the Krylov space: curvatures of the loss that matter here are few, and large. */
const dimensions = 12;

/**
 * Whether F is convex all along the straight way from where a phase begins to the fixed point at which the map stands, in the
 * coordinates of the map: the smallest eigenvalue of `Π^{−½} ∂²F/∂e² Π^{−½} = 1 − Π^{½} T′ Π^{−½}`, measured at four places. Nothing lies between the
 * two then. It is no proof, as bounds are that hold in a whole ball; but those grow with the product of all layers' norms, and
 * the dynamics of a long residual network take a time ~ L² to come to rest. Smooth energies of many layers alone, all
 * others are followed; `rows` are the samples asked for.
 */
export const hasConvexWay = (
  linalg: Linalg,
  map: Iteration,
  starts: readonly Matrix[],
  rows: readonly number[],
): readonly boolean[] => {
  const { basin, kinks, restrict } = map;
  const followed = map.coordinates.length < manyLayers;
  if (followed || basin === null || kinks !== null || restrict === null || rows.length === 0) {
    return rows.map(() => false);
  }
  return linalg.scope(() => {
    // Each sample twice: the two sides of a difference are mapped together.
    const own = restrict([...rows, ...rows]);
    const weights = own.coordinates.flatMap(({ columns }, l) =>
      Array.from({ length: columns }, () => Math.sqrt(basin.precisions[l]!)),
    );
    const ends = rows.map((_, row) => gatherRow(linalg, own.coordinates, row));
    const begins = rows.map((row) => gatherRow(linalg, starts, row));
    const first = everyDirection(weights.length);
    return places.reduce<boolean[]>(
      (convex, place) => {
        if (!convex.includes(true)) return convex;
        const at = ends.map((end, row) => {
          const start = begins[row]!;
          return end.map((value, k) => (1 - place) * start[k]! + place * value);
        });
        const { smallest } = extremeEigenvalues(curvatureOf(linalg, own, at, weights), {
          starts: rows.map(() => first),
          steps: dimensions,
          noise: noise[linalg.precision],
          enough: leastCurvature,
        });
        return convex.map((still, row) => still && smallest[row]! >= leastCurvature);
      },
      rows.map(() => true),
    );
  });
};

/** `v ↦ v − Π^{½} T′ Π^{−½} v` at a position of each sample, by central differences; the map holds each twice, in two halves. */
const curvatureOf = (
  linalg: Linalg,
  map: Iteration,
  at: readonly Float64Array[],
  weights: readonly number[],
): Products => {
  const step = probe[linalg.precision];
  const image = map.coordinates.map((x) => linalg.blank(x.rows, x.columns));
  const [position, found] = [layersOf(linalg, map.coordinates), layersOf(linalg, image)];
  const size = widthOf(image);
  const [shifted, up, down] = [1, 2, 3].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const shift = (vector: Float64Array, place: Float64Array, offset: number, row: number): void => {
    for (let k = 0; k < size; k++) shifted[k] = place[k]! + (offset * vector[k]!) / weights[k]!;
    scatter(shifted, position, row);
  };
  return (vectors) => {
    vectors.forEach((vector, row) => {
      shift(vector, at[row]!, step, row);
      shift(vector, at[row]!, -step, vectors.length + row);
    });
    map.apply(image);
    return vectors.map((vector, row) => {
      gather(found, row, up);
      gather(found, vectors.length + row, down);
      const curved = new Float64Array(size);
      for (let k = 0; k < size; k++)
        curved[k] = vector[k]! - (weights[k]! * (up[k]! - down[k]!)) / (2 * step);
      return curved;
    });
  };
};
