import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeFileSync } from "node:fs";

/** A file that is told block by block, and written only if it isn't what stands already. */
export interface DepartingFile {
  readonly add: (block: Uint8Array) => void;
  /** Brings it to the disk. Gives where it was written; null where the same bytes stand already. */
  readonly end: () => string | null;
  /** To be called in any case. */
  readonly close: () => void;
}

/** Bytes that are copied at once. */
const copied = 2 ** 18;

/**
 * A file that may stand in `path` already: as long as its blocks are the same bytes, nothing is written; from the first that is not, all
 * of it goes to the place that `beside` gives.
 */
export const departingFile = (path: string, beside: () => string): DepartingFile => {
  const before = openIfThere(path);
  let told = 0;
  let written: { readonly path: string; readonly file: number } | null = null;
  const depart = () => {
    const place = beside();
    const made = { path: place, file: openSync(place, "wx") };
    written = made;
    for (let at = 0; at < told; at += copied)
      writeFileSync(made.file, readAt(before!, at, Math.min(copied, told - at)));
    return made;
  };
  return {
    add: (block) => {
      const same = written === null && before !== null && readAt(before, told, block.length).equals(block);
      if (!same) writeFileSync((written ?? depart()).file, block);
      told += block.length;
    },
    end: () => {
      if (written === null && before !== null && fstatSync(before).size === told) return null;
      const { path: place, file } = written ?? depart();
      fsyncSync(file);
      return place;
    },
    close: () => {
      if (before !== null) closeSync(before);
      if (written !== null) closeSync(written.file);
    },
  };
};

const openIfThere = (path: string): number | null => {
  try {
    const file = openSync(path, "r");
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
  } catch {
    // Not there, or not to be read: then it is written anew.
  }
  return null;
};

/** Up to so many bytes; fewer at the end of the file. */
const readAt = (file: number, position: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, position + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
};

/** Brings renames to the disk. Windows can't open a folder, and orders them itself. */
export const syncFolder = (path: string): void => {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};
