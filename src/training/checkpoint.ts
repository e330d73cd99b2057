import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Progress } from "./progress.ts";

/**
 * All that decides the rest of a training run besides its course: θ, v, and what the batches so far have shown, whose
 * number is the position. The order of the examples isn't kept: the seed draws it again.
 */
export interface Checkpoint extends Progress {
  /** θ [p] and v [p], to the bit. */
  readonly parameters: Float64Array | Float32Array;
  readonly velocity: Float64Array | Float32Array;
}

/** Where a run is kept while it goes on, so that one that was ended goes on from there, to the same bits. */
export interface Checkpoints {
  /** What an earlier process has kept of this very run; null when there is nothing. */
  readonly read: () => Checkpoint | null;
  /** Called after every batch: keeps what `take` gives when it is time. */
  readonly offer: (take: () => Checkpoint) => void;
}

/** A copy of where a run is. */
export const checkpointOf = (
  linalg: Linalg,
  parameters: Matrix,
  velocity: Matrix,
  { batches, tests }: Progress,
): Checkpoint => ({
  parameters: linalg.values(parameters).slice(),
  velocity: linalg.values(velocity).slice(),
  batches: [...batches],
  tests: [...tests],
});

/** Puts parameters [1, p] and velocity [1, p] where a run was left. */
export const resume = (linalg: Linalg, parameters: Matrix, velocity: Matrix, kept: Checkpoint): void => {
  linalg.values(parameters).set(kept.parameters);
  linalg.values(velocity).set(kept.velocity);
};
