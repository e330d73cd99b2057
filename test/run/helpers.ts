import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Cell } from "../../src/rows/cell.ts";
import type { Settings } from "../../src/rows/settings.ts";
import { planCells } from "../../src/run/plan.ts";
import type { Store } from "../../src/run/store.ts";

export const engine = "test engine";
export const worksModule = new URL("./fixtures/works.mjs", import.meta.url);

const root = mkdtempSync(join(tmpdir(), "ebm-run-"));
let folders = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A fresh folder that goes when the file's tests have ended. */
export function temporaryFolder(): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
}

export function cellOf(work: string, settings: Settings): Cell {
  return { work, settings, label: `${work} ${JSON.stringify(settings)}` };
}

export function cellsOf(work: string, count: number): readonly Cell[] {
  return Array.from({ length: count }, (_, seed) => cellOf(work, { seed, milliseconds: 1 }));
}

/** The entries of a plan that has no past. */
export function entriesOf(store: Store, cells: readonly Cell[]) {
  return planCells(cells, store, null, { engine, force: false }).entries;
}
