import type { Energy } from "../energy/energy.ts";
import type { Nudge } from "../energy/state.ts";
import { endsOf, stabilityOf } from "../inference/ends.ts";
import { outcomesFromWorst, type Relaxation } from "../inference/outcome.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Row } from "../rows/row.ts";
import { sampleCount } from "../rows/sample-counts.ts";
import type { Lesson } from "../training/learn.ts";

/** What a row says of the relaxations that its numbers come from. */
export const relaxationNotes = (relaxations: readonly Relaxation[]) => ({ ...endsOf(relaxations) });

/** What a row of a training batch says of the relaxations of its samples: the worst end, and how many samples had which. */
export const batchNotes = ({ ends, samples }: Pick<Lesson, "ends" | "samples">) => ({
  ...ends,
  ...Object.fromEntries(
    outcomesFromWorst.map((outcome) => [
      sampleCount(outcome),
      ends.outcome === null ? null : (samples[outcome] ?? 0),
    ]),
  ),
});

/** What it says of how long Euler's steps may be. */
export const curvatureNotes = (linalg: Linalg, energy: Energy, nudges: readonly Nudge[]) => {
  const { largestCurvature, largestStep } = stabilityOf(linalg, energy, nudges);
  return { largest_curvature: largestCurvature, largest_step: largestStep };
};

/** Rows of relaxations with what is said of them; where one diverged there is nothing that could be measured. */
export const annotated = (rows: readonly Row[], measures: readonly string[], notes: Row): Row[] => {
  const none = Object.fromEntries(measures.map((name) => [name, null]));
  return rows.map((row) => ({ ...row, ...(notes.outcome === "diverged" && none), ...notes }));
};
