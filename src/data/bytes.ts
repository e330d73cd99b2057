import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { exitCode, UserError } from "../errors.ts";

/** A file's (uncompressed) contents, read by position. */
export interface Bytes {
  readonly path: string;
  readonly length: number;
  /** Fills `into` with the bytes from `position` on; throws `UserError` (environment) if the file ends before. */
  readonly read: (position: number, into: Uint8Array) => void;
  readonly close: () => void;
}

/** The dataset problem at `path` as an error of the environment. */
export const fileError = (path: string, problem: string): UserError => {
  return new UserError(exitCode.environment, `${path}: ${problem}`);
};

/** What is read in smaller pieces is read in blocks of this many bytes, which stay in memory: a call of the system costs more than an image. */
const block = 2 ** 18;
/** Of longer files nothing stays. */
const longest = 2 ** 26;

/** Opens a plain file by descriptor, or unpacks a `.gz` into memory once; throws `UserError` (environment). */
export const openBytes = (path: string): Bytes => {
  try {
    return path.endsWith(".gz") ? memoryBytes(path) : descriptorBytes(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw fileError(
      path,
      `expected a readable file, found: ${(error as Error).message}; replace the file or mend its permissions`,
    );
  }
};

const memoryBytes = (path: string): Bytes => {
  const packed = readFileSync(path);
  let contents: Uint8Array;
  try {
    contents = gunzipSync(packed);
  } catch (error) {
    throw fileError(
      path,
      `expected a whole gzip file, found ${packed.length} bytes that don't unpack (${(error as Error).message}); replace it by a fresh copy`,
    );
  }
  return {
    path,
    length: contents.length,
    read: (position, into) => {
      if (position + into.length > contents.length)
        throw endsEarly(path, position + into.length, contents.length);
      into.set(contents.subarray(position, position + into.length));
    },
    close: () => {},
  };
};

const descriptorBytes = (path: string): Bytes => {
  const descriptor = openSync(path, "r");
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    throw fileError(path, "expected a file, found a folder or device; name the file itself");
  }
  const { size } = status;
  const readAt: Bytes["read"] = (position, into) => {
    let filled = 0;
    while (filled < into.length) {
      const count = readSync(descriptor, into, filled, into.length - filled, position + filled);
      if (count === 0) throw endsEarly(path, position + into.length, position + filled);
      filled += count;
    }
  };
  const blocks: (Uint8Array | undefined)[] = [];
  const blockAt = (index: number): Uint8Array => {
    const known = blocks[index];
    if (known !== undefined) return known;
    const made = new Uint8Array(Math.min(block, size - index * block));
    readAt(index * block, made);
    blocks[index] = made;
    return made;
  };
  const readFromBlocks: Bytes["read"] = (position, into) => {
    for (let filled = 0; filled < into.length; ) {
      const from = (position + filled) % block;
      const part = blockAt(Math.floor((position + filled) / block)).subarray(
        from,
        from + into.length - filled,
      );
      into.set(part, filled);
      filled += part.length;
    }
  };
  return {
    path,
    length: size,
    read: (position, into) => {
      const keeps = size <= longest && into.length < block && position + into.length <= size;
      (keeps ? readFromBlocks : readAt)(position, into);
    },
    close: () => {
      blocks.length = 0;
      closeSync(descriptor);
    },
  };
};

const endsEarly = (path: string, expected: number, found: number): UserError => {
  return fileError(
    path,
    `expected at least ${expected} bytes, found ${found} bytes; replace it by a fresh copy`,
  );
};
