import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "../../config/canonical.ts";
import { fileDifferences } from "../../report/result/compare-files.ts";
import { noTurn, type Turn } from "../../report/result/result-folder.ts";

/** Where a file of the other result stands, by its name. */
type PathOf = (name: string) => string;

/**
 * How a folder's CSVs differ from others of these names, in words, a text a file; null when the folder has none of them. `pathOf` says where
 * another one stands; null for one that is known to be the same.
 */
export const csvDifferences = async (
  folder: string,
  names: readonly string[],
  pathOf: (name: string) => string | null,
  turn: Turn = noTurn,
): Promise<readonly string[] | null> => {
  const tables = names.filter((name) => name.endsWith(".csv"));
  if (!tables.some((name) => existsSync(join(folder, name)))) return null;
  const found: string[] = [];
  for (const name of tables) {
    const [was, is] = [join(folder, name), pathOf(name)];
    if (!existsSync(was)) found.push(`${name}: missing`);
    else if (is !== null) found.push(...(await fileDifferences(name, was, is, turn)));
  }
  return found;
};

/** How a folder's chart specifications differ from others of these names; of pictures, only whether they are there. */
export const chartDifferences = (
  folder: string,
  names: readonly string[],
  pathOf: PathOf,
): readonly string[] =>
  names.flatMap((name) => {
    if (!/\.(vl\.json|svg|png)$/.test(name)) return [];
    const path = join(folder, name);
    if (!existsSync(path)) return [`${name}: missing`];
    if (!name.endsWith(".vl.json")) return [];
    const difference = firstDifference(
      parse(readFileSync(path, "utf8")),
      parse(readFileSync(pathOf(name), "utf8")),
      "",
    );
    return difference === null ? [] : [`${name}: ${difference}`];
  });

/** The first place where one JSON value departs from another, `title.subtitle[1]: was …, is …`; null for none. */
export const firstDifference = (was: unknown, is: unknown, path: string): string | null => {
  if (isParent(was) && isParent(is) && Array.isArray(was) === Array.isArray(is)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const inner = Array.isArray(is) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
      const found = firstDifference(was[key], is[key], inner);
      if (found !== null) return found;
    }
    return null;
  }
  if (shown(was) === shown(is)) return null;
  return `${path === "" ? "the whole" : path} was ${short(shown(was))}, is ${short(shown(is))}`;
};

const isParent = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const shown = (value: unknown) => (value === undefined ? "absent" : canonical(value));

const short = (text: string) => (text.length <= 100 ? text : `${text.slice(0, 99)}…`);

/** A damaged file is a difference, not an error. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
