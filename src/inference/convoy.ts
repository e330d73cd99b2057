import type { Iteration } from "../energy/iteration.ts";
import { rowDistances, rowNorms } from "../energy/row-distances.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";

/**
 * The samples that still travel, together with those that rest beside them: `samples[row]` is the sample in that row of the
 * map. When half of them rest, the others go on in a map of their own, so that a sample's result and its cost do not depend
 * on its batch.
 */
export interface Convoy {
  readonly iteration: Iteration;
  readonly image: readonly Matrix[];
  readonly samples: readonly number[];
}

const imageOf = (linalg: Linalg, iteration: Iteration): Matrix[] =>
  iteration.coordinates.map((x) => linalg.matrix(x.rows, x.columns));

export const startConvoy = (linalg: Linalg, iteration: Iteration): Convoy => ({
  iteration,
  image: imageOf(linalg, iteration),
  samples: Array.from({ length: iteration.coordinates[0]!.rows }, (_, sample) => sample),
});

/** Applies the map; per row the distance between position and image, and, if it is asked for, the norm of the position. */
export const advance = (
  linalg: Linalg,
  { iteration, image }: Convoy,
): { distances: Float64Array; extents: () => Float64Array } => {
  iteration.apply(image);
  let extents: Float64Array | null = null;
  return {
    distances: rowDistances(
      linalg,
      image,
      iteration.coordinates,
      image.map(() => 1),
    ),
    extents: () => {
      extents ??= rowNorms(linalg, iteration.coordinates);
      return extents;
    },
  };
};

/** The convoy of the given rows alone, if that is worth it and they can be told apart; else the same. */
export const thin = (linalg: Linalg, convoy: Convoy, whole: Iteration, rows: readonly number[]): Convoy => {
  const { iteration, samples } = convoy;
  if (iteration.restrict === null || 2 * rows.length > samples.length) return convoy;
  leave(linalg, convoy, whole);
  const rest = iteration.restrict(rows);
  return { iteration: rest, image: imageOf(linalg, rest), samples: rows.map((row) => samples[row]!) };
};

/** Brings the last convoy home: every sample's position is in the whole batch, whose map was applied there. */
export const home = (linalg: Linalg, convoy: Convoy, whole: Iteration): void => {
  if (convoy.iteration === whole) return;
  leave(linalg, convoy, whole);
  linalg.scope(() => whole.apply(imageOf(linalg, whole)));
};

/** Copies the convoy's positions to their rows of the whole batch. */
const leave = (linalg: Linalg, convoy: Convoy, whole: Iteration): void => {
  if (convoy.iteration === whole) return;
  const rows = convoy.samples.map((_, row) => row);
  copyRows(linalg, convoy.iteration.coordinates, rows, whole.coordinates, convoy.samples);
};

/** Some rows of all layers from one position to rows of another. */
export const copyRows = (
  linalg: Linalg,
  from: readonly Matrix[],
  fromRows: readonly number[],
  to: readonly Matrix[],
  toRows: readonly number[],
): void => {
  const isOne = fromRows.every((row, k) => row === k && toRows[k] === k);
  for (let l = 0; l < from.length; l++) {
    if (isOne && fromRows.length === from[l]!.rows && from[l]!.rows === to[l]!.rows) {
      linalg.copy(from[l]!, to[l]!);
      continue;
    }
    fromRows.forEach((fromRow, k) => {
      linalg.copyRow(from[l]!, fromRow, to[l]!, toRows[k]!);
    });
  }
};

/** One row of all layers as a vector, followed by `extra` numbers. */
export const gatherRow = (
  linalg: Linalg,
  layers: readonly Matrix[],
  row: number,
  extra: readonly number[],
): Float64Array => {
  let size = extra.length;
  for (const { columns } of layers) size += columns;
  const vector = new Float64Array(size);
  let at = 0;
  for (const x of layers) {
    const values = linalg.values(x);
    for (let j = 0; j < x.columns; j++) vector[at++] = values[row * x.columns + j]!;
  }
  for (const value of extra) vector[at++] = value;
  return vector;
};

/** The inverse: writes a row of all layers; what is left of the vector. */
export const scatterRow = (
  linalg: Linalg,
  vector: Float64Array,
  layers: readonly Matrix[],
  row: number,
): Float64Array => {
  let at = 0;
  for (const x of layers) {
    const values = linalg.values(x);
    for (let j = 0; j < x.columns; j++) values[row * x.columns + j] = vector[at++]!;
  }
  return vector.subarray(at);
};
