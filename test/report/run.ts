import type { Run } from "../../src/report/result/manifest.ts";

/** What a run says of itself, with a clock that stands still. */
export const run: Run = {
  version: "0.1.0",
  commit: "0123456",
  experiment: "nudge-sweep",
  configHash: "cafe",
  engine: "beef",
  precision: "float64",
  dataset: { trainImages: "6bbc9ace898e44ae57da46a324031adb" },
  seeds: [0, 1],
  outcomes: { converged: 20, "max-steps": 2 },
  cells: { computed: 3, reused: 1 },
  failed: ["euler, seed 1"],
  started: new Date("2024-05-01T10:00:00.000Z"),
  finished: new Date("2024-05-01T10:01:30.500Z"),
  node: "v20.19.0",
};
