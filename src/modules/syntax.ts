import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Loading } from "./loading.ts";

/**
 * `file:line` of the first mistake of syntax among the modules that were loaded; null when there is none. Node says of an import
 * only what is wrong, and not where.
 */
export const syntaxErrorIn = async (error: unknown, { modules }: Loading): Promise<string | null> => {
  if (!(error instanceof SyntaxError)) return null;
  for (const file of await modules()) {
    const { stderr } = spawnSync(process.execPath, ["--check", "--input-type=module", "-"], {
      input: readFileSync(file),
      encoding: "utf8",
    });
    const line = /^\[stdin\]:(\d+)/m.exec(stderr)?.[1];
    if (line !== undefined) return `${shown(file)}:${line}`;
  }
  return null;
};

const shown = (file: string): string => {
  const path = relative("", file);
  return path.startsWith("..") ? file : path;
};
