import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Cell } from "../../src/rows/cell.ts";
import type { Settings } from "../../src/rows/settings.ts";
import type { Claimant } from "../../src/run/claims/claim.ts";
import { announce } from "../../src/run/claims/presence.ts";
import { createWitness } from "../../src/run/claims/witness.ts";
import { systemClock } from "../../src/run/clock.ts";
import type { Identity } from "../../src/run/identity.ts";
import { planCells } from "../../src/run/plan.ts";
import { openStore, prepareStore, type Store } from "../../src/run/store/store.ts";
import { type Files, systemFiles } from "../../src/run/store/whole-file.ts";

export const identity: Identity = { laboratory: "test laboratory" };
/** A module of one work whose measure has this body. */
export const worksText = (name: string, body: string): string =>
  `export const works = [{ name: "${name}", schema: { parse: (given) => given }, measure: () => { ${body} } }];\n`;

export const worksModule = new URL("./fixtures/works.mjs", import.meta.url);

const root = mkdtempSync(join(tmpdir(), "ebm-run-"));
let folders = 0;
// Test files share this module: it goes with the process, not with the first of them.
process.once("exit", () => rmSync(root, { recursive: true, force: true }));

/** A fresh folder that goes when all tests have ended. */
export const temporaryFolder = (): string => {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
};

export const cellOf = (work: string, settings: Settings): Cell => {
  return { work, settings, uses: [], label: `${work} ${JSON.stringify(settings)}` };
};

export const cellsOf = (work: string, count: number): readonly Cell[] => {
  return Array.from({ length: count }, (_, seed) => cellOf(work, { seed, milliseconds: 1 }));
};

/** The entries of a plan that has no past. */
export const entriesOf = (store: Store, cells: readonly Cell[]) => {
  return planCells(cells, store, null, { identity, force: false }).entries;
};

export const freshStore = (files: Files = systemFiles): Store => {
  const store = openStore(temporaryFolder(), files);
  prepareStore(store);
  return store;
};

/** This process as it claims cells, for one test. */
export const claimantOf = (store: Store, command = "test"): Claimant => {
  const presence = announce(store, command, systemClock);
  onTestFinished(() => presence.leave());
  const { holder } = presence;
  return { store, holder, witness: createWitness(store, systemClock) };
};
