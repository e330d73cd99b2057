import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../../config/nearest.ts";
import { exitCode, UserError } from "../../errors.ts";
import { type ReadResult, readResult, resultNames } from "./read-result.ts";

/** The results that are meant. Throws `UserError` (usage) for one that is not there. */
export const findResults = async (
  names: readonly string[],
  results: string,
): Promise<readonly ReadResult[]> => {
  const known = resultNames(results);
  const all = names.length === 0 || names.includes("all");
  if (all && known.length === 0) {
    throw new UserError(
      exitCode.usage,
      `expected results in ${results}, found none; make some with \`ebm run\`, or name their folder with --results`,
    );
  }
  const read: ReadResult[] = [];
  for (const name of all ? known : names) read.push(await readNamed(name, results, known));
  return read;
};

const readNamed = (name: string, results: string, known: readonly string[]): Promise<ReadResult> => {
  const inside = join(results, name);
  if (isFolder(inside)) return readResult(inside, name);
  if (isFolder(name)) return readResult(name, name.replace(/[/\\]+$/, ""));
  const near = nearestName(name, known);
  throw new UserError(
    exitCode.usage,
    `expected a result folder or its name within ${results}, found "${name}"; ${near === null ? "`ebm status` shows the results" : `did you mean ${near}?`}`,
  );
};

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();
