import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Static and dynamic imports of a path that begins with a dot. */
const relativeImport = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/** SHA-256 of a module and of the files that it imports by relative paths, and they in turn. */
export const sourceHash = (file: string): string => {
  const hash = createHash("sha256");
  const seen = new Set<string>();
  const add = (path: string): void => {
    if (seen.has(path) || !existsSync(path)) return;
    seen.add(path);
    const source = readFileSync(path, "utf8");
    hash.update(`${source.length}\0`).update(source);
    for (const [, target] of source.matchAll(relativeImport)) add(resolve(dirname(path), target!));
  };
  add(resolve(file));
  return hash.digest("hex");
};
