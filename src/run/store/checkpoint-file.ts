import { hash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { Checkpoint, Checkpoints } from "../../training/checkpoint.ts";
import type { Clock } from "../clock.ts";
import { systemCode } from "./storage-error.ts";
import { cellPath, type Store } from "./store.ts";
import { removeFile, writeWhole } from "./whole-file.ts";

/** Seconds between two checkpoints: what a kill costs at most. */
const everySeconds = 60;
const digestLength = 64;

/**
 * Keeps a cell's training run beside where its result will be: the SHA-256 of what follows, then the run in Node's own
 * serialisation, which keeps every bit of every number. It goes when the cell is stored.
 */
export const fileCheckpoints = (
  store: Store,
  key: string,
  clock: Clock,
  orphaned: () => boolean,
  seconds: number = everySeconds,
): Checkpoints => {
  const path = cellPath(store, key, ".checkpoint");
  let last = clock.now();
  return {
    read: () => readCheckpoint(store, path),
    offer: (take) => {
      if (clock.now() - last < seconds || orphaned()) return;
      const content = serialize(take());
      writeWhole(store.files, path, Buffer.concat([Buffer.from(hash("sha256", content)), content]));
      last = clock.now();
    },
  };
};

/** Forgets how far a cell was, when it is there. */
export const removeCheckpoint = (store: Store, key: string): void =>
  removeFile(store.files, cellPath(store, key, ".checkpoint"));

/** What was kept; null when nothing was, or the file isn't what was written: then the run begins anew. */
const readCheckpoint = (store: Store, path: string): Checkpoint | null => {
  let content: Buffer;
  try {
    content = store.files.readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
  const body = content.subarray(digestLength);
  if (content.toString("latin1", 0, digestLength) !== hash("sha256", body)) return null;
  try {
    return deserialize(body) as Checkpoint;
  } catch {
    return null; // of a newer Node
  }
};
