import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { exitCode, UserError } from "../../errors.ts";
import { type Manifest, parseManifest, parseRunRecord, type RunRecord } from "./manifest.ts";

export const manifestFile = "manifest.json";
export const runFile = "run.json";

/** Files by their names within a result folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes a whole result folder, or nothing of it.
 *
 * All files are first written beside the folder and brought to the disk. A new folder then appears by one rename;
 * in one that exists, each file is replaced by a rename, the manifest last. Its checksums tell a folder in which
 * a power cut left some files new and some old. Files with other names stay as they are.
 *
 * Throws `UserError` when the system refuses, and then leaves what was there.
 */
export const writeResultFolder = (folder: string, files: Files): void => {
  const target = placeOf(folder);
  let beside: string | undefined;
  try {
    mkdirSync(dirname(target), { recursive: true });
    beside = mkdtempSync(join(dirname(target), `.${basename(target)}.partial-`));
    const partial = join(beside, basename(target)); // with the usual permissions; `beside` is private
    mkdirSync(partial);
    for (const [name, content] of Object.entries(files)) writeDurably(join(partial, name), content);
    syncFolder(partial);
    if (existsSync(target) && readdirSync(target).length > 0) {
      const names = Object.keys(files).filter((name) => name !== manifestFile);
      if (manifestFile in files) names.push(manifestFile);
      for (const name of names) renameSync(join(partial, name), join(target, name));
      syncFolder(target);
    } else {
      if (existsSync(target)) rmSync(target, { recursive: true });
      renameSync(partial, target);
    }
    syncFolder(dirname(target));
  } catch (error) {
    throw fileError(folder, error);
  } finally {
    if (beside !== undefined) rmSync(beside, { recursive: true, force: true });
  }
};

/** Where a folder is, or will be. One that is a link stays one: what it points to is written. */
const placeOf = (folder: string): string => {
  const path = resolve(folder);
  if (existsSync(path)) return realpathSync(path);
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  throw new UserError(
    exitCode.environment,
    `results must be written to disk, and ${folder} is a link to what is not there; make that folder, or remove the link`,
  );
};

/**
 * Throws `UserError` unless files can be written into the folder, which need not exist yet: to be called before
 * any computing. Leaves nothing behind.
 */
export const assertWritable = (folder: string): void => {
  let existing = resolve(folder);
  let probe: string | undefined;
  try {
    while (!existsSync(existing)) existing = dirname(existing);
    if (!statSync(existing).isDirectory()) throw Object.assign(new Error(existing), { code: "ENOTDIR" });
    probe = mkdtempSync(join(existing, ".ebm-probe-"));
    writeDurably(join(probe, "probe"), "x".repeat(4096)); // a full disk may still take an empty file
  } catch (error) {
    throw fileError(folder, error);
  } finally {
    if (probe !== undefined) rmSync(probe, { recursive: true, force: true });
  }
};

/** The manifest of a result folder; `null` where there is none. Throws `UserError` when it is damaged. */
export const readManifest = (folder: string): Manifest | null => {
  const file = join(folder, manifestFile);
  return existsSync(file) ? parseManifest(readFileSync(file, "utf8"), file) : null;
};

/** What the last run said of itself; `null` where nobody knows, as in a fresh clone. Throws `UserError` when it is damaged. */
export const readRunRecord = (folder: string): RunRecord | null => {
  const file = join(folder, runFile);
  return existsSync(file) ? parseRunRecord(readFileSync(file, "utf8"), file) : null;
};

/**
 * Throws `UserError` when the folder holds results of another config, or files without a manifest, which a run
 * must not overwrite.
 */
export const assertSameConfig = (folder: string, configHash: string): void => {
  if (!existsSync(folder) || !statSync(folder).isDirectory() || readdirSync(folder).length === 0) return;
  const manifest = readManifest(folder);
  if (manifest?.configHash === configHash) return;
  const found =
    manifest === null
      ? `holds files, but no ${manifestFile} that says which config they come from`
      : `was made from another config (hash ${manifest.configHash}, this one has ${configHash})`;
  throw new UserError(
    exitCode.usage,
    `results are never overwritten by those of another config: ${folder} ${found}; ` +
      "write elsewhere with --out, or move the folder away",
  );
};

const writeDurably = (path: string, content: string | Uint8Array): void => {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** Brings renames to the disk. Windows can't open a folder, and orders them itself. */
const syncFolder = (path: string): void => {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission is denied; change the folder's permissions",
  EPERM: "the system does not permit it; change the folder's permissions",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "the disk quota is used up; free some space",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "a part of the path is a file, not a folder",
  ENAMETOOLONG: "the path is too long",
};

/** A refusal of the system in words; anything else is a bug of ours and stays what it is. */
export const fileError = (folder: string, error: unknown): unknown => {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  if (!("syscall" in error) && !(error.code in reasons)) return error;
  const reason = reasons[error.code] ?? error.message;
  return new UserError(
    exitCode.environment,
    `results must be written to disk, and ${folder} can't be: ${reason} (${error.code}); or choose another folder with --out`,
  );
};
