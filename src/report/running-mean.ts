import type { Rows } from "../rows/rows.ts";

/** Batches in the widest window of a running mean. */
const widest = 25;

/**
 * Batches in the window of a running mean: odd, so that it has a middle, and at most an eighth of the run, so that a
 * short one keeps its shape; 1 where there are too few to smooth.
 */
export const runningWindow = (batches: number): number => {
  const eighth = Math.floor(batches / 8);
  return Math.min(widest, Math.max(1, eighth % 2 === 0 ? eighth - 1 : eighth));
};

/** `, running mean of 25 batches`; nothing where nothing is smoothed. */
export const runningText = (window: number): string =>
  window > 1 ? `, running mean of ${window} batches` : "";

/** The last batch in the rows; what a long run has where there are none. */
export const lastBatch = (rows: Rows): number => {
  let last = 0;
  rows.forEach(({ batch }) => {
    if (typeof batch === "number") last = Math.max(last, batch);
  });
  return last === 0 ? 8 * widest : last;
};
