import * as fileSystem from "node:fs";
import { dirname } from "node:path";
import { storageError, systemCode } from "./storage-error.ts";

/** The file operations that storage is built on; tests pass ones that fail. */
export type Files = Pick<
  typeof fileSystem,
  | "closeSync"
  | "existsSync"
  | "fsyncSync"
  | "linkSync"
  | "mkdirSync"
  | "openSync"
  | "readFileSync"
  | "readdirSync"
  | "renameSync"
  | "unlinkSync"
  | "writeFileSync"
>;

export const systemFiles: Files = fileSystem;

let written = 0;

/**
 * A name beside `path` that no other living process uses: `<path>.<pid>-<count>.tmp`. A dead one with the same
 * number may have left such a file, which is to be overwritten.
 */
export function temporaryName(path: string): string {
  written += 1;
  return `${path}.${process.pid}-${written}.tmp`;
}

/** The process that made a temporary file, read from its name; null when it isn't one of ours. */
export function temporaryOwner(name: string): number | null {
  const match = /\.(\d+)-\d+\.tmp$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/**
 * Writes a file so that its name holds either all of `content` or what it held before, also after kill -9 or a
 * power cut: temporary file, fsync, rename, fsync of the folder. Makes missing folders. Throws `UserError` for
 * a full disk and the like, and then leaves nothing behind.
 */
export function writeWhole(files: Files, path: string, content: string): void {
  const temporary = temporaryName(path);
  try {
    const descriptor = openInFolder(files, temporary);
    try {
      files.writeFileSync(descriptor, content);
      files.fsyncSync(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
    files.renameSync(temporary, path);
    syncFolder(files, dirname(path));
  } catch (error) {
    try {
      files.unlinkSync(temporary);
    } catch {
      // It was never made, or can't be removed for the same reason: that reason is what people must hear.
    }
    throw storageError("write", path, error);
  }
}

/** Removes a file if it is there. */
export function removeFile(files: Files, path: string): void {
  if (!files.existsSync(path)) return;
  try {
    files.unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw storageError("write", path, error);
  }
}

function openInFolder(files: Files, path: string): number {
  try {
    return files.openSync(path, "w");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    const folder = dirname(path);
    files.mkdirSync(folder, { recursive: true });
    syncFolder(files, dirname(folder));
    return files.openSync(path, "w");
  }
}

/** Makes a rename inside `folder` last through a power cut; systems that can't open a folder do so by themselves. */
function syncFolder(files: Files, folder: string): void {
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
}
