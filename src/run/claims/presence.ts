import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { storageError, systemCode } from "../store/storage-error.ts";
import type { Store } from "../store/store.ts";
import { makeFolder, removeFile } from "../store/whole-file.ts";
import { fateOf, identitySchema, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

/** A process at work in a store, as it names itself in everything that it holds there. */
export interface Holder extends ProcessIdentity {
  /** Unlike that of any other, at any time: the name of its presence file. */
  readonly id: string;
  /** What it is doing: `ebm sweep fig3a --lambda 1e-4..1`. */
  readonly command: string;
}

export interface Presence {
  readonly holder: Holder;
  /** Takes the presence back; to be called when nothing is held any more. Harmless when called again. */
  readonly leave: () => void;
}

const holderSchema = identitySchema.extend({ id: z.string().regex(/^[0-9a-f]{16}$/), command: z.string() });

/** Seconds between two beats. A store's disk bears them from a few hundred processes. */
export const beatSeconds = 5;

/**
 * Shows the others that this process is at work in the store: a file that grows by one byte every few seconds for as
 * long as it lives. Its length is the counter that they watch; no clock of one machine is read by another.
 */
export const announce = (
  store: Store,
  command: string,
  clock: Clock,
  seconds: number = beatSeconds,
): Presence => {
  const holder: Holder = { ...ownIdentity(), id: randomBytes(8).toString("hex"), command };
  const path = presencePath(store, holder.id);
  const { files } = store;
  let descriptor: number;
  try {
    makeFolder(files, join(store.folder, "present"));
    descriptor = files.openSync(path, "ax");
    files.writeFileSync(descriptor, `${JSON.stringify(holder)}\n`);
  } catch (error) {
    throw storageError("write", path, error);
  }
  const stop = clock.every(seconds, () => {
    try {
      files.writeFileSync(descriptor, ".");
    } catch {
      // A full disk, or a folder that has gone: what is written next says so better. The others may take over.
    }
  });
  let here = true;
  const leave = (): void => {
    if (!here) return;
    here = false;
    process.removeListener("exit", leave);
    stop();
    try {
      files.closeSync(descriptor);
      removeFile(files, path);
    } catch {
      // The folder has gone, or can't be written any more: the others see that the counter stands still.
    }
  };
  process.on("exit", leave);
  return { holder, leave };
};

/** Length of the presence file of a holder: its counter. −1 when it isn't there. */
export const readCounter = (store: Store, id: string): number => {
  try {
    // Opening it, not asking for its size by name: a network file system then asks the server.
    return store.files.readFileSync(presencePath(store, id)).length;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return -1;
    throw storageError("read", presencePath(store, id), error);
  }
};

/** Everyone who has announced a presence in the store and not taken it back, living or not. */
export const readPresences = (store: Store): Holder[] => {
  const folder = join(store.folder, "present");
  if (!store.files.existsSync(folder)) return [];
  return store.files.readdirSync(folder).flatMap((id) => {
    try {
      const [line = ""] = store.files.readFileSync(join(folder, id), "utf8").split("\n", 1);
      return parseHolder(line) ?? [];
    } catch {
      return []; // gone in the meantime, or nothing of ours
    }
  });
};

/**
 * Removes the presence of processes that are gone from this machine, and names them: what they held is free for whoever
 * comes. Those of other machines stay, since nothing is known of them at a glance.
 */
export const removeGone = (store: Store): Holder[] => {
  const gone = readPresences(store).filter((holder) => fateOf(holder) === "gone");
  for (const { id } of gone) removeFile(store.files, presencePath(store, id));
  return gone;
};

/** A holder as it was written; null for anything else. */
export const parseHolder = (text: string): Holder | null => {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/** `process 4711 on node3 (ebm run fig3a)`. */
export const nameOf = ({ pid, host, command }: Holder): string => `process ${pid} on ${host} (${command})`;

const presencePath = (store: Store, id: string): string => join(store.folder, "present", id);
