import { rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { enginesOf, inputsOf, ordersOf } from "../../bench/provision/provide-equipment.ts";
import { UserError } from "../../errors.ts";
import { withFindings } from "../../report/chart/alt-text.ts";
import type { DrawPictures } from "../../report/drawing/pictures.ts";
import { drawnInto, nothingDrawn } from "../../report/result/drawn-before.ts";
import type { Run } from "../../report/result/manifest.ts";
import { putReport, putRunRecord, type Report, reportNames } from "../../report/result/report.ts";
import {
  inResultFolder,
  manifestFile,
  noTurn,
  readRunRecord,
  type Turn,
} from "../../report/result/result-folder.ts";
import { fileStem } from "../../report/result/table.ts";
import type { OutcomeCounts } from "../../rows/cell.ts";
import type { Summary } from "../../rows/summary.ts";
import { collectRows, surveyCells } from "../../run/collect.ts";
import type { FailedCell } from "../../run/executor/executor.ts";
import { digestOf, drawingOf, type Identity, identityOf } from "../../run/identity.ts";
import { readingOnce, type Store } from "../../run/store/store.ts";
import type { PlannedFigure } from "../plan/figure-plan.ts";
import type { Target } from "../plan/result-target.ts";
import { type Divergence, divergenceOf } from "./divergence.ts";
import { type Extras, extraFiles } from "./extra-files.ts";
import { type FigureTable, figureTables } from "./figure-tables.ts";
import { manifestDifferences } from "./manifest-difference.ts";
import { removePartial, writePartial } from "./partial-result.ts";
import { type Provenance, wallClock } from "./provenance.ts";
import { csvDifferences } from "./result-difference.ts";

/** What became of a figure in a run. */
export interface FigureResult {
  readonly name: string;
  readonly experiment: string;
  readonly figure: string;
  readonly question: string;
  /** `partial`: some cells failed, and the rows of the others are in `folder`. */
  readonly state: "whole" | "partial";
  readonly folder: string;
  readonly files: readonly string[];
  /** Against what was in the folder before; `null` for a partial result, which is compared with nothing. */
  readonly numbers: "new" | "unchanged" | "changed" | null;
  /** In words, when the numbers have changed. */
  readonly differences: readonly string[];
  /** What the folder said of its own origin and is not so: the manifest is written anew. */
  readonly misrecorded: readonly string[];
  /** Why the chart could not be drawn; null when it was. */
  readonly undrawn: string | null;
  readonly cells: { readonly computed: number; readonly reused: number };
  readonly failed: readonly FailedCell[];
  readonly outcomes: OutcomeCounts;
  readonly divergence: Divergence;
  /** Computing time of the cells, summed over them. */
  readonly seconds: number;
  readonly summary: Summary | null;
}

export interface WrittenFigure {
  readonly result: FigureResult;
  readonly tables: readonly FigureTable[];
}

/** What a run knows when a figure's last cell has ended. */
export interface RunSoFar {
  readonly store: Store;
  readonly identity: Identity;
  readonly provenance: Provenance;
  readonly started: Date;
  /** Of all figures. */
  readonly failed: readonly FailedCell[];
  /** Draw pictures again that are there already. */
  readonly force: boolean;
  readonly draw: DrawPictures;
  /** Gives the event loop a turn; what it throws ends the writing, and the folder stays as it was. */
  readonly turn?: Turn;
  readonly extras?: Extras;
}

/** Writes the result of a figure whose cells have all ended: whole, or what there is of it beside its folder. */
export const writeFigure = async (
  planned: PlannedFigure,
  target: Target,
  run: RunSoFar,
): Promise<WrittenFigure> => {
  const { figure, entries } = planned;
  const { turn = noTurn } = run;
  // The survey, each table and what is written beside them ask for the same cells.
  const store = readingOnce(run.store);
  const failedKeys = new Map(run.failed.map((failure) => [failure.entry.key, failure]));
  const failed = entries.flatMap(({ key }) => failedKeys.get(key) ?? []);
  // A forced cell that failed has an older result, which isn't what was asked for.
  const survey = surveyCells(
    store,
    entries.filter(({ key }) => !failedKeys.has(key)),
  );
  const computed = survey.finished.filter(({ state }) => state === "todo").length;
  const cells = { computed, reused: survey.finished.length - computed };
  const orders = ordersOf(figure.cells);
  const manifest: Run = {
    ...run.provenance,
    experiment: figure.experiment.name,
    configHash: figure.hash,
    engine: digestOf(identityOf(figure.cells, run.identity)),
    engines: enginesOf(figure.cells),
    inputs: inputsOf(figure.cells),
    ...(Object.keys(orders).length > 0 && { orders }),
    precision: figure.config.precision ?? "several",
    dataset: figure.identity,
    ...(figure.config.dataset.dir !== null && { datasetName: figure.images.name }),
    seeds: [...figure.config.seeds],
    outcomes: survey.outcomes,
    cells,
    kinds: [...survey.kinds],
    failed: failed.map(({ entry }) => entry.cell.label),
    started: run.started,
    finished: wallClock(),
  };
  const shared = {
    name: figure.name,
    experiment: figure.experiment.name,
    figure: figure.experiment.figure,
    question: figure.experiment.question,
    cells,
    failed,
    outcomes: survey.outcomes,
    divergence: divergenceOf(store, figure, survey),
    seconds: survey.seconds,
  };
  await turn();
  const tables = await figureTables(planned, store, survey.finished, turn);
  await turn();
  const rows = Object.fromEntries(tables.map(({ name, rows: own }) => [name, own]));
  if (failed.length > 0 || survey.missing.length > 0) {
    const { folder, files } = await writePartial(
      run.store.resultsRoot,
      figure,
      tables,
      failed,
      manifest,
      turn,
    );
    const partial = {
      state: "partial",
      folder,
      files,
      numbers: null,
      differences: [],
      misrecorded: [],
      undrawn: null,
      summary: null,
    } as const;
    return { result: { ...shared, ...partial }, tables };
  }
  const summary = figure.experiment.summarise(rows, figure.config);
  await turn();
  const rowsOf = (table: string) => collectRows(store, survey.finished, { name: table });
  const { folder } = target;
  return inResultFolder(folder, turn, async ({ put, commit }) => {
    const report = await putReport(
      {
        name: figure.name,
        tables,
        chart: () =>
          withFindings(
            figure.experiment.chart(charted(figure), fileStem(figure.name), rows),
            summary.findings,
          ),
        more: extraFiles(figure.name, run.extras ?? {}, tables, rowsOf),
        config: figure.yaml,
        run: manifest,
        drawing: drawingOf(run.identity),
        draw: run.draw,
        drawnBefore: run.force ? nothingDrawn : drawnInto(folder),
      },
      put,
    );
    await turn();
    const names = reportNames(report);
    const differences = await csvDifferences(
      folder,
      names,
      (name) => (report.files[name]!.same ? null : report.files[name]!.path),
      turn,
    );
    const misrecorded =
      differences === null ? [] : manifestDifferences(folder, report.files[manifestFile]!.path);
    if (!isThere(folder, report, manifest)) {
      await putRunRecord(manifest, report, put);
      commit();
    }
    if (report.undrawn !== null) removePictures(folder, fileStem(figure.name));
    removePartial(run.store.resultsRoot, figure);
    const result: FigureResult = {
      ...shared,
      state: "whole",
      folder,
      files: names,
      numbers: differences === null ? "new" : differences.length === 0 ? "unchanged" : "changed",
      differences: differences ?? [],
      misrecorded: differences?.length === 0 ? misrecorded : [],
      undrawn: report.undrawn,
      summary,
    };
    return { result, tables };
  });
};

/** The config as a chart takes it: with the name of the dataset, which the config's folder need not have. */
const charted = ({
  config,
  images,
}: PlannedFigure["figure"]): typeof config & { readonly dataset: { readonly name?: string } } =>
  config.dataset.dir === null ? config : { ...config, dataset: { ...config.dataset, name: images.name } };

/** Those of an earlier run, which would show other numbers than stand beside them. */
const removePictures = (folder: string, stem: string): void => {
  for (const ending of ["svg", "png"]) rmSync(join(folder, `${stem}.${ending}`), { force: true });
};

/** Whether the folder holds this very result, made by the same numerics and drawn by the same program: then its `run.json` tells its origin already. */
const isThere = (folder: string, { files, drawings }: Report, { engine }: Run): boolean => {
  if (!Object.values(files).every(({ same }) => same)) return false;
  try {
    const record = readRunRecord(folder);
    return record?.engine === engine && isDeepStrictEqual(record.drawings, drawings);
  } catch (error) {
    if (error instanceof UserError) return false; // a damaged one is replaced
    throw error;
  }
};
