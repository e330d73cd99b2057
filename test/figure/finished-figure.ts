import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { resolveConfigs } from "../../src/figure/configs/resolved-config.ts";
import { prepareFigures } from "../../src/figure/plan/figure.ts";
import type { PlannedFigure } from "../../src/figure/plan/figure-plan.ts";
import { type RunSoFar, writeFigure as writeWithPictures } from "../../src/figure/result/figure-result.ts";
import { cellKey, type Identity } from "../../src/run/identity.ts";
import type { Entry } from "../../src/run/plan.ts";
import { openStore, prepareStore, type Store, writeCell } from "../../src/run/store/store.ts";
import { withBlankPictures } from "../cli/blank-pictures.ts";
import { temporaryFolder, writeConfig } from "../cli/ebm.ts";
import { writeDataset } from "../data/idx-files.ts";

const identity: Identity = { laboratory: "test laboratory" };

/** A planned figure of four cells, all of which have a result in the store. */
export const finishedFigure = (
  state: Entry["state"],
): { readonly store: Store; readonly planned: PlannedFigure } => {
  const folder = temporaryFolder();
  const images = join(folder, "images");
  mkdirSync(images);
  writeDataset(images);
  const file = writeConfig(folder, "small", [
    "experiment: nudge-sweep",
    "seeds: [0, 1]",
    "lambda: [0.1]",
    "network: { sizes: [6, 3, 4] }",
    `dataset: { dir: ${JSON.stringify(images)} }`,
  ]);
  const [figure] = prepareFigures(resolveConfigs([{ name: "small", file: join(folder, file) }], []));
  const store = openStore(join(folder, "results"));
  prepareStore(store);
  const entries = figure!.cells.map((cell) => ({ cell, key: cellKey(cell, identity), state, reason: "" }));
  for (const [index, { cell, key }] of entries.entries()) {
    const row = {
      inference: index < 2 ? "euler" : "equilibrium",
      seed: index % 2,
      lambda: 0.1,
      gradient_distance: 0.5,
      relative_distance: 0.25,
      cosine: 1,
      ...{ relative_distance_0: 0.5, cosine_0: 0.75, relative_distance_1: 0.125, cosine_1: 0.5 },
      largest_curvature: 4,
      largest_step: 0.5,
      outcome: "converged",
      rounding: 0,
      residual: 0,
      iterations: 3,
    };
    writeCell(store, key, cell, { tables: { nudges: [row] }, outcomes: { converged: 1 } }, 2, 80 + index);
  }
  return {
    store,
    planned: { figure: figure!, record: "small", entries, keys: entries.map(({ key }) => key) },
  };
};

/** What a run knows. */
export const runOf = (store: Store, failed: RunSoFar["failed"]): RunSoFar => ({
  store,
  identity,
  provenance: { version: "1.2.3", commit: null, node: "20.19.0" },
  started: new Date(0),
  failed,
  force: false,
  draw: async (...chart) => (await import("../../src/report/drawing/pictures.ts")).drawPictures(...chart),
});

/** Writes a figure's result with blank pictures. */
export const writeFigure = (...given: Parameters<typeof writeWithPictures>) =>
  withBlankPictures(() => writeWithPictures(...given));
