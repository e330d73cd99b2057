import { parseSource } from "../../src/config/source.ts";
import type { DatasetIdentity } from "../../src/data/identity.ts";
import { readGrid } from "../../src/sweep/grid/resolve.ts";
import type { SweepFlags } from "../../src/sweep/grid/written.ts";

/** Fig. 3A on a small network. */
export const nudgeText =
  "experiment: nudge-sweep\nseeds: 0..1\nlambda: [0.1, 1]\nnetwork: { sizes: [784, 4, 10] }\n";

export const flags = (given: Partial<SweepFlags>): SweepFlags => ({ vary: [], zip: [], ...given });

export const gridOf = (given: Partial<SweepFlags>, text = nudgeText) =>
  readGrid(parseSource(text, "small.yaml"), [], flags(given));

export const identity: DatasetIdentity = {
  trainImages: "a",
  trainLabels: "b",
  testImages: "c",
  testLabels: "d",
};
