import { randomBytes } from "node:crypto";
import * as fileSystem from "node:fs";
import { dirname } from "node:path";
import { exists, placeName } from "../claims/process-identity.ts";
import { storageError, systemCode } from "./storage-error.ts";

/** The file operations that storage is built on; tests pass ones that fail. */
export type Files = Pick<
  typeof fileSystem,
  | "closeSync"
  | "existsSync"
  | "fsyncSync"
  | "mkdirSync"
  | "openSync"
  | "readFileSync"
  | "readdirSync"
  | "renameSync"
  | "unlinkSync"
  | "writeFileSync"
>;

export const systemFiles: Files = fileSystem;

/** What a file holds, in parts. */
type Content = readonly (string | Uint8Array)[];

const place = placeName();

/**
 * A name beside `path` that nobody has used or can foresee: `<path>.<place>-<pid>-<random>.tmp`. The place is this
 * machine, or the container in which the number of the process counts.
 */
export const temporaryName = (path: string): string =>
  `${path}.${place}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;

/** Whether a file's name is a temporary one of a process that has ended. Of other places' processes nobody knows. */
export const isLeftBehind = (name: string): boolean => {
  const match = /\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/.exec(name);
  return match !== null && match[1] === place && !exists(Number(match[2]));
};

/**
 * Writes a file so that its name holds either all of `content` or what it held before, also after kill -9 or a
 * power cut: temporary file, fsync, rename, fsync of the folder and of the one that it may have been made in. Makes the folder if
 * that alone is missing: what has been removed or renamed as a whole doesn't come back. Throws `UserError` for a full disk and
 * the like, and then leaves nothing behind.
 */
export const writeWhole = (files: Files, path: string, ...content: Content): void =>
  replace(files, path, content, {
    file: (descriptor) => files.fsyncSync(descriptor),
    folders: () => {
      syncFolder(files, dirname(path));
      syncFolder(files, dirname(dirname(path)));
    },
  });

/**
 * The same, but that after a power cut the name may hold a part: for what says itself whether it is whole, and takes no longer to
 * make again than a disk takes to secure it.
 */
export const writeQuickly = (files: Files, path: string, ...content: Content): void =>
  replace(files, path, content, { file: () => {}, folders: () => {} });

const replace = (
  files: Files,
  path: string,
  content: Content,
  secure: { readonly file: (descriptor: number) => void; readonly folders: () => void },
): void => {
  const temporary = temporaryName(path);
  try {
    const descriptor = openInFolder(files, temporary);
    try {
      for (const part of content) files.writeFileSync(descriptor, part);
      secure.file(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
    files.renameSync(temporary, path);
    secure.folders();
  } catch (error) {
    try {
      files.unlinkSync(temporary);
    } catch {
      // It was never made, or can't be removed for the same reason: that reason is what people must hear.
    }
    throw storageError("write", path, error);
  }
};

/** Makes a folder within one that is there, so that it is there after a power cut too. */
export const makeLastingFolder = (files: Files, path: string): void => {
  if (files.existsSync(path)) return;
  makeFolder(files, path);
  syncFolder(files, dirname(path));
};

/**
 * The same, but that after a power cut it may be gone: for what says that somebody is at work, which nobody is then. A disk takes
 * longer to secure a folder than many a cell to be computed.
 */
export const makeFolder = (files: Files, path: string): void => {
  if (files.existsSync(path)) return;
  try {
    files.mkdirSync(path);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw storageError("write", path, error);
  }
};

/** Removes a file if it is there. */
export const removeFile = (files: Files, path: string): void => {
  if (!files.existsSync(path)) return;
  try {
    files.unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw storageError("write", path, error);
  }
};

/** Exclusively, so that nothing which was put there under that name is followed. */
const openInFolder = (files: Files, path: string): number => {
  try {
    return files.openSync(path, "wx");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    makeFolder(files, dirname(path));
    return files.openSync(path, "wx");
  }
};

/** Makes a rename inside `folder` last through a power cut; systems that can't open a folder do so by themselves. */
const syncFolder = (files: Files, folder: string): void => {
  let descriptor: number;
  try {
    descriptor = files.openSync(folder, "r");
  } catch {
    return;
  }
  try {
    files.fsyncSync(descriptor);
  } catch (error) {
    if (!["EINVAL", "EPERM", "EISDIR", "EBADF", "ENOTSUP"].includes(systemCode(error))) throw error;
  } finally {
    files.closeSync(descriptor);
  }
};
