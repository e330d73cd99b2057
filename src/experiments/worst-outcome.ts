import type { Outcome, Relaxation } from "../inference/outcome.ts";

const fromWorst: readonly Outcome[] = ["diverged", "max-steps", "kink", "converged"];

/** How the worst of several relaxations ended, over all their samples; null if there are none. */
export const worstOutcome = (relaxations: readonly Relaxation[]): Outcome | null => {
  const ended = new Set(relaxations.flatMap(({ outcomes }) => outcomes));
  return fromWorst.find((outcome) => ended.has(outcome)) ?? null;
};
