import { exitCode, UserError } from "../../errors.ts";

const causes: Readonly<Record<string, readonly [found: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", "Free some space and run the same command again: finished cells are kept."],
  EDQUOT: [
    "your disk quota is used up",
    "Free some space and run the same command again: finished cells are kept.",
  ],
  EROFS: ["the file system is read-only", "Choose a folder that you can write to with --out."],
  EACCES: ["permission is denied", "Choose a folder that you can write to with --out."],
  EPERM: ["the operation is not permitted", "Choose a folder that you can write to with --out."],
  ENOTDIR: ["a part of the path is a file, not a folder", "Choose another folder with --out."],
  EEXIST: ["a file is where a folder is needed", "Choose another folder with --out."],
  EISDIR: ["a folder is where a file is needed", "Move it away, or choose another folder with --out."],
  EIO: ["the disk reports an input/output error", "Check the disk, or choose another folder with --out."],
  EMFILE: ["too many files are open", "Raise the limit (ulimit -n) and run the same command again."],
  ENFILE: ["too many files are open on this machine", "Run the same command again when it is less busy."],
  ENAMETOOLONG: ["the path is too long", "Choose a shorter name, or a shorter path with --out."],
  ESTALE: ["the network disk has lost it", "Mount the disk again and run the same command again."],
  ENOENT: ["the folder has gone", "It was removed or renamed meanwhile. Run the same command again."],
};

/** The system's code of a failed file operation, such as `ENOENT`; empty when it isn't one. */
export const systemCode = (error: unknown): string => {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : "";
};

/** What would meet every cell alike: the machine has no more files to open, no more room. */
const general = ["ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE", "ESTALE"];

/** An error in a cell that isn't the cell's but the machine's, as a message for people; any other stays what it is. */
export const environmentError = (error: unknown): unknown => {
  if (!general.includes(systemCode(error))) return error;
  return storageError("read", (error as NodeJS.ErrnoException).path ?? "a file", error);
};

/** A failed write or read as a message for people; an error that isn't the file system's stays what it is. */
export const storageError = (action: "read" | "write", path: string, error: unknown): unknown => {
  const cause = causes[systemCode(error)];
  if (cause === undefined) return error;
  return new UserError(exitCode.environment, `Can't ${action} ${path}: ${cause[0]}.\n${cause[1]}`);
};
