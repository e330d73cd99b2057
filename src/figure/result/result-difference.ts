import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "../../config/canonical.ts";
import { compareCsv, differenceText } from "../../report/result/compare-csv.ts";
import type { Files } from "../../report/result/result-folder.ts";

/** How a folder's CSVs differ from `files`, in words, a text a file; null when the folder has none of them. */
export const csvDifferences = (folder: string, files: Files): readonly string[] | null => {
  const tables = Object.entries(files).filter(([name]) => name.endsWith(".csv"));
  if (!tables.some(([name]) => existsSync(join(folder, name)))) return null;
  return tables.flatMap(([name, content]) => {
    const path = join(folder, name);
    if (!existsSync(path)) return [`${name}: missing`];
    const difference = compareCsv(readFileSync(path, "utf8"), String(content));
    return difference === null ? [] : [differenceText(name, difference)];
  });
};

/** How a folder's chart specifications differ from `files`; of pictures, only whether they are there. */
export const chartDifferences = (folder: string, files: Files): readonly string[] =>
  Object.entries(files).flatMap(([name, content]) => {
    if (!/\.(vl\.json|svg|png)$/.test(name)) return [];
    const path = join(folder, name);
    if (!existsSync(path)) return [`${name}: missing`];
    if (!name.endsWith(".vl.json")) return [];
    const difference = firstDifference(parse(readFileSync(path, "utf8")), parse(String(content)), "");
    return difference === null ? [] : [`${name}: ${difference}`];
  });

/** The first place where one JSON value departs from another, `title.subtitle[1]: was …, is …`; null for none. */
const firstDifference = (was: unknown, is: unknown, path: string): string | null => {
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
