import type { Lesson } from "./learn.ts";

/** The numbers of a training run. */
export interface Progress {
  readonly batches: readonly (Lesson & { readonly batch: number })[];
  readonly tests: readonly { readonly epoch: number; readonly accuracy: number }[];
}
