import { basename, dirname } from "node:path";
import { systemCode } from "./storage-error.ts";
import { type FinishedCell, lookUpCell, type Store } from "./store.ts";

/** What is known of a finished cell without its rows and settings. */
export type Measured = Pick<FinishedCell, "outcomes" | "seconds" | "megabytes">;

/** `damaged` as in `Lookup`. */
export type Look =
  | { readonly state: "finished"; readonly measured: Measured }
  | { readonly state: "absent" | "damaged" };

/**
 * The store as it stands, for somebody who looks for many cells: which files there are is asked once a shelf. What others write
 * meanwhile is not seen.
 */
export const asItStands = (store: Store): Store => {
  const listed = new Map<string, ReadonlySet<string>>();
  const namesIn = (folder: string): ReadonlySet<string> => {
    const names = listed.get(folder) ?? new Set(listing(store, folder));
    listed.set(folder, names);
    return names;
  };
  return { ...store, isThere: (path) => namesIn(dirname(path)).has(basename(path)) };
};

const listing = ({ files }: Store, folder: string): readonly string[] => {
  try {
    return files.readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
};

/** Looks for cells of which several figures may ask for the same: each file is read and verified once. */
export const lookingOnce = (store: Store): ((key: string) => Look) => {
  const known = new Map<string, Look>();
  return (key) => {
    const look = known.get(key) ?? lookAt(store, key);
    known.set(key, look);
    return look;
  };
};

const lookAt = (store: Store, key: string): Look => {
  const lookup = lookUpCell(store, key);
  if (lookup.state !== "finished") return lookup;
  const { outcomes, seconds, megabytes } = lookup.cell;
  return {
    state: "finished",
    measured: { outcomes, seconds, ...(megabytes !== undefined && { megabytes }) },
  };
};
