import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A one-line mistake. `find` occurs exactly once in `file`. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Mistakes `[name, find, replace]` in one file. */
export const inFile = (
  file: string,
  ...mistakes: readonly (readonly [name: string, find: string, replace: string])[]
): Mutation[] => mistakes.map(([name, find, replace]) => ({ name, file, find, replace }));

/** How often a mistake's text stands in its file below `root`; it must be once. */
export const occurrences = (root: string, { file, find }: Mutation): number =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8").split(find).length - 1 : 0;
