import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

const imported = /\b(?:from|import)\s*\(?\s*["'](\.[^"']+\.ts)["']/g;

/** The test files below `root` that import a source file, however far away; paths from `root`, with slashes. */
export const importersOf = (root: string, file: string): string[] => {
  const importers = new Map<string, string[]>();
  for (const path of sourcesBelow(root)) {
    for (const [, target] of readFileSync(join(root, path), "utf8").matchAll(imported)) {
      const at = relative(root, resolve(root, path, "..", target!))
        .split(sep)
        .join("/");
      importers.set(at, [...(importers.get(at) ?? []), path]);
    }
  }
  const reached = new Set([file]);
  for (const path of reached) for (const importer of importers.get(path) ?? []) reached.add(importer);
  return [...reached].filter((path) => path.endsWith(".test.ts")).sort();
};

const sourcesBelow = (root: string): string[] =>
  ["src", "test"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => `${folder}/${String(name).split(sep).join("/")}`)
      .filter((path) => path.endsWith(".ts") && statSync(join(root, path)).isFile()),
  );
