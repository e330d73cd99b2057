import { join } from "node:path";
import { z } from "zod";
import type { Identity } from "./identity.ts";
import { storageError, systemCode } from "./store/storage-error.ts";
import { isThere, type Store } from "./store/store.ts";
import { writeWhole } from "./store/whole-file.ts";

const format = "ebm plan 2";

/** What a result was last asked to hold: the means to say why a cell of the next plan must be computed. */
export interface PlanRecord {
  /** Of the parts that its cells are computed with. */
  readonly identity: Identity;
  readonly cells: readonly { readonly key: string; readonly work: string; readonly label: string }[];
}

const recordSchema = z.object({
  format: z.literal(format),
  identity: z.record(z.string(), z.string()),
  cells: z.array(z.object({ key: z.string().regex(/^\w+$/), work: z.string(), label: z.string() })),
});

/** Keeps the plan of the result called `name`, such as `fig3a` or `published-code/fig3a`. */
export const writePlanRecord = (store: Store, name: string, record: PlanRecord): void => {
  const { identity, cells } = record;
  const kept = { format, identity, cells: cells.map(({ key, work, label }) => ({ key, work, label })) };
  keep(store, recordPath(store, name), `${JSON.stringify(kept)}\n`);
};

/** Keeps the config with its defaults beside the plan: with it the result can be collected later, or elsewhere. */
export const writePlanConfig = (store: Store, name: string, yaml: string): void => {
  keep(store, planConfigFile(store, name), yaml);
};

/** What stands there already is not brought to the disk again, which takes longer than to read it. */
const keep = (store: Store, path: string, text: string): void => {
  if (!isThere(store, path) || store.files.readFileSync(path, "utf8") !== text)
    writeWhole(store.files, path, text);
};

/** The file of a plan's config; of plans that were made before version 0.2 there is none. */
export const planConfigFile = (store: Store, name: string): string => {
  return recordPath(store, name).replace(/json$/, "yaml");
};

/** The last plan of the result called `name`; null when there is none, or what is there isn't one. */
export const readPlanRecord = (store: Store, name: string): PlanRecord | null => {
  const path = recordPath(store, name);
  try {
    return recordSchema.safeParse(JSON.parse(store.files.readFileSync(path, "utf8"))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return null;
    throw storageError("read", path, error);
  }
};

/** The names of all results that have been planned, in alphabetic order. */
export const plannedNames = (store: Store): string[] => {
  const folder = join(store.folder, "plans");
  if (!store.files.existsSync(folder)) return [];
  const names = store.files.readdirSync(folder).filter((file) => file.endsWith(".json"));
  return names.flatMap((file) => decoded(file.slice(0, -".json".length)) ?? []).sort();
};

/** The name of a result, from that of its plan's file; null for a file that is no plan's. */
const decoded = (name: string): string | null => {
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
};

const recordPath = (store: Store, name: string): string => {
  return join(store.folder, "plans", `${encodeURIComponent(name)}.json`);
};
