import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { openBytes } from "./bytes.ts";

/** One per process: what was hashed, by path, and what the system said of the file then; whoever asks gets the same answer as without it. */
const known = new Map<string, { readonly state: string; readonly md5: string }>();

/** Nanoseconds within which a file may be written a second time without another time of change. */
const settled = 2_000_000_000n;

/**
 * The MD5 of a file's uncompressed contents. A program that runs many configs reads fifty megabytes once: a file that the system has
 * not seen written since is not read again. Throws `UserError` (environment) if it can't be read.
 */
export const checksum = (path: string): string => {
  const before = stateOf(path);
  const found = known.get(path);
  if (before !== null && found?.state === before) return found.md5;
  const md5 = hashOf(path);
  if (before !== null) known.set(path, { state: before, md5 });
  return md5;
};

/** What changes with a file's contents; null where it was changed so lately that this is not sure, or isn't there. */
const stateOf = (path: string): string | null => {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (status === undefined) return null;
  const { dev, ino, size, mtimeNs, ctimeNs } = status;
  const now = BigInt(Date.now()) * 1_000_000n;
  if ([mtimeNs, ctimeNs].some((time) => now - time < settled)) return null;
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
};

/** A reused buffer: the contents are never in memory as a whole, unless they were gzipped. */
const hashOf = (path: string): string => {
  const bytes = openBytes(path);
  const hash = createHash("md5");
  const buffer = new Uint8Array(Math.min(bytes.length, 1 << 20));
  for (let position = 0; position < bytes.length; position += buffer.length) {
    const chunk = buffer.subarray(0, Math.min(buffer.length, bytes.length - position));
    bytes.read(position, chunk);
    hash.update(chunk);
  }
  bytes.close();
  return hash.digest("hex");
};
