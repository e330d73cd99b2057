import { createMixer, type Mixer } from "./anderson.ts";
import type { Numbers } from "./history.ts";

/** An iteration that shortens the distance to this fraction needs no acceleration. */
const fastContraction = 0.1;

/** How one sample moves from iteration to iteration: to the image as long as that contracts fast, then accelerated. */
export interface Path {
  /** Between position and image, when it was last looked at. */
  distance: number;
  /** Null as long as the image alone is fast enough: only else can a cycle around a kink be the cause. */
  mixer: Mixer | null;
}

/** Pinned slopes follow Newton's method: plain steps would lead them nowhere. */
const patient = (numbers: Numbers): Mixer => createMixer({ patience: Number.POSITIVE_INFINITY, numbers });

/** `withUnknowns`: whether unknowns beside the coordinates, pinned slopes, travel from the start. */
export const beginPath = (withUnknowns: boolean, numbers: Numbers): Path => ({
  distance: Number.POSITIVE_INFINITY,
  mixer: withUnknowns ? patient(numbers) : null,
});

/** Takes note of the distance between position and image, and of unknowns that came to the position or left it. */
export const watchPath = (path: Path, distance: number, unknownsChanged: boolean, numbers: Numbers): void => {
  const slow = distance > fastContraction * path.distance;
  if (unknownsChanged) path.mixer = patient(numbers);
  else if (slow && path.mixer === null) path.mixer = createMixer({ numbers });
  path.distance = distance;
};
