import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  planConfigFile,
  plannedNames,
  readPlanRecord,
  writePlanConfig,
  writePlanRecord,
} from "./plan-record.ts";
import { cellPath, lookUpCell, readRowBlocks, readSettings, type Store, storedKeys } from "./store/store.ts";
import { makeLastingFolder, writeWhole } from "./store/whole-file.ts";

export interface Merged {
  /** Cells that were not there before. */
  readonly copied: number;
  /** Cells that were there, with the same numbers. */
  readonly same: number;
  /** Cells that two stores hold with different numbers; what was there first stays. */
  readonly different: readonly { readonly key: string; readonly settings: unknown; readonly from: string }[];
  /** Files of cells that aren't what was written; they are left where they are. */
  readonly damaged: readonly string[];
}

/** Joins the cells and plans of `stores` into another one, which is prepared. The others are only read. */
export const mergeStores = (stores: readonly Store[], into: Store): Merged => {
  const different: { key: string; settings: unknown; from: string }[] = [];
  const damaged: string[] = [];
  let copied = 0;
  let same = 0;
  for (const store of stores) {
    for (const key of storedKeys(store)) {
      const lookup = lookUpCell(store, key);
      if (lookup.state !== "finished") {
        damaged.push(cellPath(store, key, ".jsonl"));
      } else if (lookUpCell(into, key).state !== "finished") {
        const content = store.files.readFileSync(cellPath(store, key, ".jsonl"));
        writeWhole(into.files, cellPath(into, key, ".jsonl"), content);
        copied += 1;
      } else if (numbersOf(store, key) === numbersOf(into, key)) same += 1;
      else different.push({ key, settings: readSettings(store, key), from: store.resultsRoot });
    }
    for (const name of plannedNames(store)) copyPlan(store, into, name);
  }
  return { copied, same, different, damaged };
};

/** A fingerprint of all of a cell that is determined: how long it took isn't. */
const numbersOf = (store: Store, key: string): string => {
  const lookup = lookUpCell(store, key);
  if (lookup.state !== "finished") return "";
  const { outcomes, tables } = lookup.cell;
  const numbers = createHash("sha256").update(JSON.stringify([outcomes, tables]));
  for (const table of tables)
    for (const rows of readRowBlocks(store, key, table) ?? []) numbers.update(JSON.stringify(rows));
  return numbers.digest("hex");
};

/** What the results are to hold: of two plans of one name, the cells of both are there, and the first says which. */
const copyPlan = (from: Store, into: Store, name: string): void => {
  const record = readPlanRecord(from, name);
  if (record === null || readPlanRecord(into, name) !== null) return;
  makeLastingFolder(into.files, join(into.folder, "plans"));
  writePlanRecord(into, name, record);
  const config = planConfigFile(from, name);
  if (from.files.existsSync(config)) writePlanConfig(into, name, from.files.readFileSync(config, "utf8"));
};
