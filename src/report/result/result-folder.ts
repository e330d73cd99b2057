import { createHash } from "node:crypto";
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
import { textBlocks } from "../../rows/text-blocks.ts";
import { departingFile, syncFolder } from "./departing-file.ts";
import { type Manifest, parseManifest, parseRunRecord, type RunRecord } from "./manifest.ts";

export const manifestFile = "manifest.json";
export const runFile = "run.json";

/** What a file holds: a text, bytes, or blocks of bytes, which are made as they are written. */
export type Content = string | Uint8Array | Blocks;
export interface Blocks {
  readonly blocks: () => Iterable<Uint8Array>;
}

/** Files by their names within a result folder. */
export type Files = Readonly<Record<string, Content>>;

/** Files that are small, such as pictures. */
export type SmallFiles = Readonly<Record<string, string | Uint8Array>>;

/** The pieces of a text as a file's content. */
export const inBlocks = (pieces: () => Iterable<string>): Blocks => ({ blocks: () => textBlocks(pieces()) });

const blocksOf = (content: Content): Iterable<Uint8Array> => {
  if (typeof content === "string") return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content.blocks();
};

/** A file that stands in the folder already, or beside it until all are there. */
export interface PutFile {
  /** SHA-256, in hexadecimal digits. */
  readonly checksum: string;
  /** Whether the folder holds just these bytes. */
  readonly same: boolean;
  /** Where it stands now. */
  readonly path: string;
}

/** Gives the event loop a turn between two blocks of a file; throws where the writing is to be given up. */
export type Turn = () => Promise<void>;

/** For what is small, or has nobody to hear. */
export const noTurn: Turn = async () => {};

/** Brings a file's content to the disk. Throws `UserError` when the system refuses. */
export type Put = (name: string, content: Content) => Promise<PutFile>;

/** A result folder that is being written. */
export interface FolderWriter {
  readonly put: Put;
  /** Replaces what is to be replaced. Throws `UserError` when the system refuses. */
  readonly commit: () => void;
}

/**
 * Writes a whole result folder, or nothing of it: `write` puts its files, and commits them or not.
 *
 * A file is compared with the folder's as its blocks come, and written beside the folder from where it departs from it; what is the
 * same is not written. When all are on the disk, a new folder appears by one rename; in one that exists, each file that changes is
 * replaced by a rename, the manifest last. Its checksums tell a folder in which a power cut left some files new and some
 * old. Files with other names stay as they are.
 *
 * Throws `UserError` when the system refuses, and then leaves what was there.
 */
export const inResultFolder = async <Out>(
  folder: string,
  turn: Turn,
  write: (writer: FolderWriter) => Promise<Out>,
): Promise<Out> => {
  const target = placeOf(folder);
  const refused = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw fileError(folder, error);
    }
  };
  let beside: string | undefined;
  const changed: string[] = [];
  /** The folder beside, with the usual permissions; what it is in is private. */
  const partial = (): string => {
    if (beside === undefined) {
      mkdirSync(dirname(target), { recursive: true });
      beside = mkdtempSync(join(dirname(target), `.${basename(target)}.partial-`));
      mkdirSync(join(beside, basename(target)));
    }
    return join(beside, basename(target));
  };
  const put: Put = async (name, content) => {
    const checksum = createHash("sha256");
    const path = join(target, name);
    const file = refused(() => departingFile(path, () => join(partial(), name)));
    try {
      for (const block of blocksOf(content)) {
        checksum.update(block);
        refused(() => file.add(block));
        await turn();
      }
      const written = refused(file.end);
      if (written !== null) changed.push(name);
      return { checksum: checksum.digest("hex"), same: written === null, path: written ?? path };
    } finally {
      file.close();
    }
  };
  const commit = (): void => {
    if (changed.length === 0) return;
    syncFolder(partial());
    if (existsSync(target) && readdirSync(target).length > 0) {
      const last = changed.filter((name) => name === manifestFile);
      for (const name of [...changed.filter((other) => other !== manifestFile), ...last])
        renameSync(join(partial(), name), join(target, name));
      syncFolder(target);
    } else {
      if (existsSync(target)) rmSync(target, { recursive: true });
      renameSync(partial(), target);
    }
    syncFolder(dirname(target));
  };
  try {
    return await write({ put, commit: () => refused(commit) });
  } finally {
    if (beside !== undefined) rmSync(beside, { recursive: true, force: true });
  }
};

/** Writes a whole result folder of these files, or nothing of it. */
export const writeResultFolder = (folder: string, files: Files, turn: Turn = noTurn): Promise<void> =>
  inResultFolder(folder, turn, async ({ put, commit }) => {
    for (const [name, content] of Object.entries(files)) await put(name, content);
    commit();
  });

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
