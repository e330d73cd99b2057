import { createHash, randomInt } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { register } from "node:module";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ownFile } from "../../package-root.ts";
import { guardSurroundings } from "./surroundings.ts";

/** One import of a custom energy, and what is read for it. */
export interface Loading {
  /** Of the module, with the number of this loading. */
  readonly url: string;
  /** Imports it, once. Throws what the import throws. */
  readonly exported: () => Promise<Readonly<Record<string, unknown>>>;
  /** SHA-256 of everything that has been loaded until now: the module, what it imports, its data. */
  readonly identity: () => Promise<string>;
  /** The files of code that have been loaded until now. */
  readonly modules: () => Promise<readonly string[]>;
}

/** Not counted: a process may hold this program twice, and both share Node's loader, which keeps what it has loaded. */
const newNumber = (): number => randomInt(2 ** 48 - 1);

/**
 * A new import of a module: whatever it loads is followed (`loading-hooks.ts`), and nothing is taken from an earlier one.
 * `files` are the data that it may read, as they are now.
 */
export const createLoading = (path: string, files: readonly string[]): Loading => {
  follow();
  const loading = newNumber();
  const named = new Map(files.map((file) => [realPath(file), readFileSync(file)]));
  Object.assign(globalThis, { [Symbol.for(`ebm-lab.custom-files:${loading}`)]: readerOf(named) });
  const url = `${pathToFileURL(realPath(path)).href}?ebm-custom=${loading}`;
  return {
    url,
    exported: () => importBuilt(`ebm-custom-entry:${url}`),
    identity: async () => identityOf(realPath(path), await loadedIn(loading), named),
    modules: async () => (await loadedIn(loading)).map(([module]) => fileURLToPath(module)),
  };
};

const realPath = (file: string): string => realpathSync(resolve(file));

/** URL and SHA-256 of each module. */
type Loaded = readonly (readonly [url: string, sha256: string])[];

const loadedIn = async (loading: number): Promise<Loaded> => {
  const listing = `ebm-custom-loaded:${loading}-${newNumber()}`;
  return (await importBuilt(listing)).default as Loaded;
};

/** Paths count as seen from the module: a folder that moves keeps its identity, files that change places don't. */
const identityOf = (path: string, loaded: Loaded, named: ReadonlyMap<string, Buffer>): string => {
  const place = (file: string): string => relative(dirname(path), file).split(sep).join("/");
  const modules = loaded.map(
    ([url, sha256]) => `${place(fileURLToPath(url))}${new URL(url).search} ${sha256}`,
  );
  const read = [...named].map(([file, content]) => `data ${place(file)} ${sha256Of(content)}`);
  return sha256Of([...modules.sort(), ...read.sort()].join("\n"));
};

const sha256Of = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** The compiled file, also when this one runs from src/: Node's loader takes no TypeScript. */
const built = (name: string): URL => ownFile(`dist/tensorflow/custom/${name}`);

const importBuilt = async (url: string): Promise<Readonly<Record<string, unknown>>> => {
  const { importModule } = (await import(built("import.js").href)) as typeof import("./import.ts");
  return importModule(url);
};

let following = false;

const follow = (): void => {
  if (following) return;
  following = true;
  register(built("loading-hooks.js"));
  guardSurroundings();
};

type Encoding = BufferEncoding | { readonly encoding?: BufferEncoding | null } | null | undefined;

/** What a module gets as `readFileSync`: it has the named files, by real path, as they were when their content was hashed. */
const readerOf =
  (named: ReadonlyMap<string, Buffer>) =>
  (file: string | URL, encoding?: Encoding): Buffer | string => {
    const path = file instanceof URL || String(file).startsWith("file:") ? fileURLToPath(file) : String(file);
    const known = existsSync(path) ? named.get(realPath(path)) : undefined;
    if (known === undefined)
      throw new Error(
        `it reads ${path}, which energy.files does not name, so that a change of it would go unseen; write energy.files: [${JSON.stringify(path)}]`,
      );
    const wanted = typeof encoding === "string" ? encoding : encoding?.encoding;
    return wanted ? known.toString(wanted) : Buffer.from(known);
  };
