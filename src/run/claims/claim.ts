import { storageError, systemCode } from "../store/storage-error.ts";
import type { Store } from "../store/store.ts";
import { type Files, removeFile } from "../store/whole-file.ts";
import { type Holder, parseHolder } from "./presence.ts";
import type { Witness } from "./witness.ts";

/** Who claims: a presence in a store, and its view of the others. */
export interface Claimant {
  readonly store: Store;
  readonly holder: Holder;
  readonly witness: Witness;
}

export type Claim =
  | {
      readonly state: "held";
      /** Of whom it was taken over; null when it was free, or nobody could be named. */
      readonly from: Holder | null;
      /** Gives it back; harmless when called again. */
      readonly release: () => void;
    }
  /** Another holds it; null when it doesn't say who. */
  | { readonly state: "busy"; readonly holder: Holder | null };

/**
 * Claims what `path` stands for, by creating that file exclusively; its folder must exist. What somebody holds who is
 * gone is taken over. Needs neither links nor time stamps. Throws `UserError` for a full disk and the like.
 *
 * A stale claim may be removed by one process alone: the one that holds the claim which is named after its holder.
 * Without that, of two processes that see it the slower would remove the fresh claim of the faster.
 */
export const claimFile = (claimant: Claimant, path: string): Claim => {
  try {
    return claim(claimant, path);
  } catch (error) {
    throw storageError("write", path, error);
  }
};

const claim = (claimant: Claimant, path: string): Claim => {
  const { files } = claimant.store;
  const own = JSON.stringify(claimant.holder);
  let from: Holder | null = null;
  while (!create(files, path, own)) {
    const found = read(files, path);
    if (found === null) continue;
    const holder = parseHolder(found);
    const gone =
      holder === null ? claimant.witness.isLeft(`${path} ${found}`) : claimant.witness.isGone(holder);
    if (!gone) return { state: "busy", holder };
    const right = claim(claimant, `${path}.${holder?.id ?? "unreadable"}`);
    if (right.state === "busy") return { state: "busy", holder };
    if (read(files, path) === found) {
      removeFile(files, path);
      from = holder;
    }
    right.release();
  }
  const release = (): void => {
    if (read(files, path) === own) removeFile(files, path);
  };
  return { state: "held", from, release };
};

/** False if there is one. Its content comes a moment after the file: until then nobody can be named. */
const create = (files: Files, path: string, content: string): boolean => {
  let descriptor: number;
  try {
    descriptor = files.openSync(path, "wx");
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    files.writeFileSync(descriptor, content);
    return true;
  } catch (error) {
    removeFile(files, path);
    throw error;
  } finally {
    files.closeSync(descriptor);
  }
};

const read = (files: Files, path: string): string | null => {
  try {
    return files.readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
};
