import { join } from "node:path";
import { exitCode, UserError } from "../errors.ts";
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.ts";
import { storageError, systemCode } from "./storage-error.ts";
import { type Files, removeFile, systemFiles, temporaryName } from "./whole-file.ts";

export interface Lock {
  /** Gives the folder back; harmless when called again. Also happens when the process exits. */
  readonly release: () => void;
}

interface Holder extends ProcessIdentity {
  /** Tells apart the locks of one process. */
  readonly count: number;
  /** What it is doing: `ebm sweep fig3a --lambda 1e-4..1`. */
  readonly command: string;
}

/** The running process that holds a folder, and what it is doing; null when it is free. */
export function lockHolder(
  folder: string,
  files: Files = systemFiles,
): { readonly pid: number; readonly command: string } | null {
  const holder = readHolder(files, join(folder, ".lock"));
  return holder !== null && isRunning(holder) ? { pid: holder.pid, command: holder.command } : null;
}

let acquired = 0;

/**
 * Makes this process the only writer of a result folder, which it creates if need be. Throws `UserError` that names
 * the process which holds the folder. A lock whose process is gone is taken over; `notice` gets a line that says so.
 * It guards against processes of this machine, not against those of others that share the disk.
 */
export function lockFolder(
  folder: string,
  command: string,
  notice: (line: string) => void,
  files: Files = systemFiles,
): Lock {
  const path = join(folder, ".lock");
  try {
    files.mkdirSync(folder, { recursive: true });
    return acquire({ folder, command, files }, path, (gone) =>
      notice(`${folder} was left locked by ${nameOf(gone)}, which is gone: taking it over.`),
    );
  } catch (error) {
    throw storageError("write", path, error);
  }
}

interface Request {
  readonly folder: string;
  readonly command: string;
  readonly files: Files;
}

/**
 * A stale lock may be removed by one process alone: the one that holds the lock which is named after it. Without
 * that, of two processes that see it the slower would remove the fresh lock of the faster.
 */
function acquire(request: Request, path: string, taken: (from: Holder) => void): Lock {
  const { folder, command, files } = request;
  acquired += 1;
  const own: Holder = { ...ownIdentity(), count: acquired, command };
  let removed: Holder | null = null;
  while (!create(files, path, own)) {
    const holder = readHolder(files, path);
    if (holder === null) continue;
    if (isRunning(holder)) throw refusal(folder, holder);
    const right = acquire(request, `${path}.${holder.pid}-${holder.count}`, () => {});
    if (sameHolder(readHolder(files, path), holder)) {
      removeFile(files, path);
      removed = holder;
    }
    right.release();
  }
  if (removed !== null) taken(removed);
  return held(files, path, own);
}

/** Creates the lock with its content in one step; false if there is one. */
function create(files: Files, path: string, own: Holder): boolean {
  const temporary = temporaryName(path);
  const content = JSON.stringify(own);
  try {
    files.writeFileSync(temporary, content);
    files.linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return false;
    if (!["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"].includes(code)) throw error;
    return createWithoutLinks(files, path, content);
  } finally {
    removeFile(files, temporary);
  }
}

/** For file systems that have no links: the content comes a moment after the file. */
function createWithoutLinks(files: Files, path: string, content: string): boolean {
  try {
    files.writeFileSync(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

function held(files: Files, path: string, own: Holder): Lock {
  const release = (): void => {
    process.removeListener("exit", release);
    if (sameHolder(readHolder(files, path), own)) removeFile(files, path);
  };
  process.on("exit", release);
  return { release };
}

function readHolder(files: Files, path: string): Holder | null {
  try {
    return JSON.parse(files.readFileSync(path, "utf8")) as Holder;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(
      exitCode.environment,
      `One process at a time may write to a result folder, and ${path} doesn't say which does.\n` +
        "If no ebm is running there, remove that file.",
    );
  }
}

function sameHolder(a: Holder | null, b: Holder): boolean {
  return a !== null && a.pid === b.pid && a.start === b.start && a.count === b.count;
}

function refusal(folder: string, holder: Holder): UserError {
  return new UserError(
    exitCode.environment,
    `One process at a time may write to a result folder, and ${folder} is being written by ${nameOf(holder)}.\n` +
      "Wait until it has finished, stop it, or choose another folder with --out.",
  );
}

function nameOf(holder: Holder): string {
  return `process ${holder.pid} (${holder.command})`;
}
