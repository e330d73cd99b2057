import type { State } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { createStream } from "../../random/stream.ts";
import { copyState } from "./euler-by-force.ts";

/** A state moved away, each activity by a draw from U(−size, size). */
export const displace = (linalg: Linalg, state: State, seed: number, size: number): Matrix[] => {
  const stream = createStream(seed, "order");
  const moved = copyState(linalg, state);
  for (const matrix of moved) {
    const values = linalg.values(matrix);
    for (let i = 0; i < values.length; i++) values[i]! += (2 * stream.uniform() - 1) * size;
  }
  return moved;
};
