import { createMixer, type Mixer } from "./anderson.ts";
import type { Numbers } from "./history.ts";

/** An iteration that shortens the distance to this fraction needs no acceleration. */
const fastContraction = 0.1;

/** How one sample moves from iteration to iteration: to the image as long as that contracts fast, then accelerated. */
export interface Path {
  /** Whether the image alone has been too slow: only then can a cycle around a kink be the cause. */
  readonly accelerated: () => boolean;
  /** Takes note of the distance between position and image, and of unknowns that came to the position or left it. */
  readonly watch: (distance: number, unknownsChanged: boolean) => void;
  /** The next position, from this one and its image; null stands for the image. */
  readonly next: () => Mixer["next"] | null;
}

/** `withUnknowns`: whether unknowns beside the coordinates, pinned slopes, travel from the start. */
export const createPath = (withUnknowns: boolean, numbers: Numbers): Path => {
  const patient = (): Mixer => createMixer({ patience: Number.POSITIVE_INFINITY, numbers });
  let distance = Number.POSITIVE_INFINITY;
  let mixer: Mixer | null = withUnknowns ? patient() : null;
  return {
    accelerated: () => mixer !== null,
    watch: (now, unknownsChanged) => {
      const slow = now > fastContraction * distance;
      // Pinned slopes follow Newton's method: plain steps would lead them nowhere.
      if (unknownsChanged) mixer = patient();
      else if (slow && mixer === null) mixer = createMixer({ numbers });
      distance = now;
    },
    next: () => mixer?.next ?? null,
  };
};
