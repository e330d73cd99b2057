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
