import type { Iteration } from "../energy/iteration.ts";
import { rowDistances, rowNorms } from "../energy/row-distances.ts";
import type { Linalg, Matrix, RealArray } from "../linalg/linalg.ts";

/**
 * The samples that still travel, together with those that rest beside them: `samples[row]` is the sample in that row of the
 * map. When half of them rest, the others go on in a map of their own, so that a sample's result and its cost do not depend
 * on its batch.
 */
export interface Convoy {
  readonly iteration: Iteration;
  readonly image: readonly Matrix[];
  readonly samples: readonly number[];
  /** The numbers of position and image, looked at once for all rows and iterations. */
  readonly views: { readonly position: readonly Layer[]; readonly image: readonly Layer[] };
  /** For one row of each. */
  readonly room: { readonly position: Float64Array; readonly image: Float64Array };
}

/** The numbers of a matrix, row after row. */
export interface Layer {
  readonly values: RealArray;
  readonly columns: number;
}

export const widthOf = (matrices: readonly Pick<Matrix, "columns">[]): number =>
  matrices.reduce((size, { columns }) => size + columns, 0);

/** The numbers of some layers: looked at once by what reads or writes them often. */
export const layersOf = (linalg: Linalg, matrices: readonly Matrix[]): Layer[] =>
  matrices.map((matrix) => ({ values: linalg.values(matrix), columns: matrix.columns }));

const imageOf = (linalg: Linalg, iteration: Iteration): Matrix[] =>
  iteration.coordinates.map((x) => linalg.blank(x.rows, x.columns));

const convoyOf = (linalg: Linalg, iteration: Iteration, samples: readonly number[]): Convoy => {
  const image = imageOf(linalg, iteration);
  const views = { position: layersOf(linalg, iteration.coordinates), image: layersOf(linalg, image) };
  const size = widthOf(image);
  const room = { position: new Float64Array(size), image: new Float64Array(size) };
  return { iteration, image, samples, views, room };
};

export const startConvoy = (linalg: Linalg, iteration: Iteration): Convoy =>
  convoyOf(
    linalg,
    iteration,
    Array.from({ length: iteration.coordinates[0]!.rows }, (_, sample) => sample),
  );

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
  return convoyOf(
    linalg,
    iteration.restrict(rows),
    rows.map((row) => samples[row]!),
  );
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
  for (let l = 0; l < from.length; l++) {
    // Rows are named once each, so that as many as there are are all.
    if (fromRows === toRows && fromRows.length === to[l]!.rows) {
      linalg.copy(from[l]!, to[l]!);
      continue;
    }
    fromRows.forEach((fromRow, k) => {
      linalg.copyRow(from[l]!, fromRow, to[l]!, toRows[k]!);
    });
  }
};

/** One row of all layers as a vector. */
export const gatherRow = (linalg: Linalg, layers: readonly Matrix[], row: number): Float64Array =>
  gather(layersOf(linalg, layers), row, new Float64Array(widthOf(layers)));

/** The same into a vector that may be longer; its end is left as it is. */
export const gather = (layers: readonly Layer[], row: number, vector: Float64Array): Float64Array => {
  let at = 0;
  for (const { values, columns } of layers) {
    for (let j = row * columns, end = j + columns; j < end; j++) vector[at++] = values[j]!;
  }
  return vector;
};

/** The inverse: writes a row of all layers. */
export const scatterRow = (
  linalg: Linalg,
  vector: Float64Array,
  layers: readonly Matrix[],
  row: number,
): void => scatter(vector, layersOf(linalg, layers), row);

export const scatter = (vector: Float64Array, layers: readonly Layer[], row: number): void => {
  let at = 0;
  for (const { values, columns } of layers) {
    for (let j = row * columns, end = j + columns; j < end; j++) values[j] = vector[at++]!;
  }
};
