import { join } from "node:path";
import type { Identity } from "./identity.ts";
import { storageError, systemCode } from "./storage-error.ts";
import type { Store } from "./store.ts";
import { writeWhole } from "./whole-file.ts";

const format = "ebm plan 2";

/** What a result was last asked to hold: the means to say why a cell of the next plan must be computed. */
export interface PlanRecord {
  /** Of the parts that its cells are computed with. */
  readonly identity: Identity;
  readonly cells: readonly { readonly key: string; readonly work: string; readonly label: string }[];
}

/** Keeps the plan of the result called `name`, such as `fig3a` or `published-code/fig3a`. */
export function writePlanRecord(store: Store, name: string, record: PlanRecord): void {
  const { identity, cells } = record;
  const kept = { format, identity, cells: cells.map(({ key, work, label }) => ({ key, work, label })) };
  writeWhole(store.files, recordPath(store, name), `${JSON.stringify(kept)}\n`);
}

/** The last plan of the result called `name`, or null. */
export function readPlanRecord(store: Store, name: string): PlanRecord | null {
  const path = recordPath(store, name);
  try {
    const record = JSON.parse(store.files.readFileSync(path, "utf8")) as PlanRecord & {
      readonly format?: string;
    };
    return record.format === format ? record : null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return null;
    throw storageError("read", path, error);
  }
}

/** The names of all results that have been planned, in alphabetic order. */
export function plannedNames(store: Store): string[] {
  const folder = join(store.folder, "plans");
  if (!store.files.existsSync(folder)) return [];
  const names = store.files.readdirSync(folder).filter((file) => file.endsWith(".json"));
  return names.map((file) => decodeURIComponent(file.slice(0, -".json".length))).sort();
}

function recordPath(store: Store, name: string): string {
  return join(store.folder, "plans", `${encodeURIComponent(name)}.json`);
}
