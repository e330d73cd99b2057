import { existsSync, readFileSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What a module may read of files, and what its identity knows of them. */
export interface Reading {
  /** The content of a file. Throws an Error for one that it may not read. */
  readonly contentOf: (path: string) => Buffer;
  /** Each file that counts, by its real path, and its content. */
  readonly contents: () => ReadonlyMap<string, Buffer>;
}

/** The files that the config names in `field`, as they are now. */
export const namedFiles = (files: readonly string[], field: string): Reading => {
  const named = new Map(files.map((file) => [realPath(file), readFileSync(file)]));
  return {
    contentOf: (path) => {
      const known = existsSync(path) ? named.get(realPath(path)) : undefined;
      if (known !== undefined) return known;
      throw new Error(
        `it reads ${path}, which ${field} does not name, so that a change of it would go unseen; write ${field}: [${JSON.stringify(path)}]`,
      );
    },
    contents: () => named,
  };
};

/** Any file: it counts with the content that it had when it was first read. */
export const followedFiles = (): Reading => {
  const seen = new Map<string, Buffer>();
  return {
    contentOf: (path) => {
      const place = realPath(path);
      const known = seen.get(place) ?? readFileSync(place);
      seen.set(place, known);
      return known;
    },
    contents: () => seen,
  };
};

export const realPath = (file: string): string => realpathSync(resolve(file));

type Encoding = BufferEncoding | { readonly encoding?: BufferEncoding | null } | null | undefined;

/** What a module gets as `readFileSync`. */
export const readerOf =
  (reading: Reading) =>
  (file: string | URL, encoding?: Encoding): Buffer | string => {
    const path = file instanceof URL || String(file).startsWith("file:") ? fileURLToPath(file) : String(file);
    const content = reading.contentOf(path);
    const wanted = typeof encoding === "string" ? encoding : encoding?.encoding;
    return wanted ? content.toString(wanted) : Buffer.from(content);
  };
