import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { LoadHook, ResolveHook } from "node:module";
import { builtinModules } from "node:module";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { ownFile } from "../package-root.ts";

// Node's module loader asks these for every import (`node:module`, register). They follow the imports of a user's modules,
// however these are written, keep the SHA-256 of each file as it is loaded, and refuse what can't be followed. All other
// imports pass. `ebm-lab` is this very program, wherever the module lies; cells are known by its parts besides.

/** In the URL of a user's module: the number of its loading, so that each loading begins anew. */
const mark = "ebm-custom";
/** Begins a loading: before the URL of its module. */
const entry = "ebm-custom-entry:";
/** Gives the list of what was loaded. */
const listing = "ebm-custom-loaded:";
/** Stands for `node:fs`. */
const files = "ebm-custom-files:";
/** The program, for what a user's module imports of it. */
const program = ownFile("lib/experiments/own/api.js").href;

/** The parts of Node that look at nothing outside the program. */
const pure = new Set(["assert", "buffer", "path", "querystring", "string_decoder", "url", "util", "zlib"]);

/**
 * One per thread: Node calls the hooks of this module and passes them nothing of ours. SHA-256 of what was loaded, by loading and
 * URL.
 */
const loaded = new Map<string, Map<string, string>>();

const loadingOf = (url: string | undefined): string | null => {
  const found = /[?&]ebm-custom=(\d+)/.exec(url ?? "");
  return found === null ? null : found[1]!;
};

const marked = (url: string, loading: string): string => {
  const found = new URL(url);
  found.searchParams.set(mark, loading);
  return found.href;
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier.startsWith(listing)) return { url: specifier, format: "module", shortCircuit: true };
  if (specifier.startsWith(entry)) {
    const url = specifier.slice(entry.length);
    return { url, format: formatOf(url) ?? "module", shortCircuit: true };
  }
  const loading = loadingOf(context.parentURL);
  if (loading === null) return next(specifier, context);
  if (specifier === "ebm-lab") return { url: program, format: "module", shortCircuit: true };
  const builtin = specifier.replace(/^node:/, "");
  if (specifier.startsWith("node:") || builtinModules.includes(builtin)) {
    if (builtin === "fs" || builtin === "fs/promises")
      return { url: `${files}${loading}?${builtin}`, format: "module", shortCircuit: true };
    if (pure.has(builtin)) return next(specifier, context);
    throw new Error(`an import of ${specifier}, whose doings can't be followed; do without it`);
  }
  const { url } = await next(specifier, context);
  if (!url.startsWith("file:"))
    throw new Error(`an import of ${specifier.slice(0, 80)}, which is no file; import a file`);
  const format = formatOf(url);
  if (format === null)
    throw new Error(
      `an import of ${specifier}, which is no ES module and no JSON, so that what it loads can't be followed; write it with import and export`,
    );
  if (format === typescript) requireTypescript(specifier);
  return {
    url: marked(url, loading),
    format,
    importAttributes: context.importAttributes,
    shortCircuit: true,
  };
};

/** The format of a module whose types Node takes away; the declarations of Node 20 do not know it yet. */
const typescript = "module-typescript" as "module";

const formats: Readonly<Record<string, "module" | "json">> = {
  ".json": "json",
  ".mjs": "module",
  ".js": "module",
  ".mts": typescript,
  ".ts": typescript,
};

const formatOf = (url: string): "module" | "json" | null => formats[extname(new URL(url).pathname)] ?? null;

const requireTypescript = (file: string): void => {
  const { typescript: reads } = process.features as { readonly typescript?: unknown };
  if (reads) return;
  throw new Error(
    `an import of ${file}, whose types Node ${process.versions.node} does not take away (22.18 and later do); compile it, or write it as .mjs`,
  );
};

export const load: LoadHook = async (url, context, next) => {
  if (url.startsWith(listing)) return sourced(`export default ${JSON.stringify(listOf(url))};`);
  if (url.startsWith(files)) return sourced(fileAccess(url));
  const loading = loadingOf(url);
  if (loading === null) return next(url, context);
  const format = formatOf(url) ?? "module";
  if (format === typescript) requireTypescript(basename(fileURLToPath(url)));
  const source = readFileSync(fileURLToPath(url));
  const known = loaded.get(loading) ?? new Map<string, string>();
  known.set(new URL(url).href, createHash("sha256").update(source).digest("hex"));
  loaded.set(loading, known);
  return { format, source, shortCircuit: true };
};

const sourced = (source: string) => ({ format: "module" as const, source, shortCircuit: true });

const listOf = (url: string): readonly (readonly [string, string])[] => {
  const [loading = ""] = url.slice(listing.length).split("-");
  return [...(loaded.get(loading) ?? [])].map(([each, sha256]) => [unmarked(each), sha256] as const);
};

const unmarked = (url: string): string => {
  const found = new URL(url);
  found.searchParams.delete(mark);
  return found.href;
};

/** A module in place of `node:fs`: it reads the files that the config names, as they were when their content was hashed. */
const fileAccess = (url: string): string => {
  const [loading, builtin] = url.slice(files.length).split("?");
  const read = `globalThis[Symbol.for("ebm-lab.custom-files:${Number(loading)}")]`;
  return builtin === "fs"
    ? `export const readFileSync = ${read}; export default { readFileSync };`
    : `const read = ${read}; export const readFile = async (...given) => read(...given); export default { readFile };`;
};
