import type { Network } from "./network.ts";

/** Why a network's layers do not stand in a row, each above the one before it alone; null where they do. */
export const notInARow = ({ layers }: Network): string | null => {
  for (const [i, { incoming }] of layers.entries()) {
    const [only, another] = incoming;
    if (another !== undefined) return `layer ${i + 1} with ${incoming.length} connections`;
    if (only?.from !== i) return `layer ${i + 1} above layer ${only?.from}`;
    if (only.before !== "linear") return `layer ${i + 1} with ${only.before} before its connection`;
  }
  return null;
};
