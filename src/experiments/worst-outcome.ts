import { type Outcome, type Relaxation, worstOf } from "../inference/outcome.ts";

/** How the worst of several relaxations ended, over all their samples; null if there are none. */
export const worstOutcome = (relaxations: readonly Pick<Relaxation, "outcomes">[]): Outcome | null =>
  worstOf(relaxations.flatMap(({ outcomes }) => outcomes));
