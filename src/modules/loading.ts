import { createHash, randomInt } from "node:crypto";
import { register } from "node:module";
import { dirname, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ownFile } from "../package-root.ts";
import { type Reading, readerOf, realPath } from "./reading.ts";
import { guardSurroundings } from "./surroundings.ts";

/** One import of a user's module, and what is read for it. */
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

/** A new import of a module: whatever it loads is followed (`loading-hooks.ts`), and nothing is taken from an earlier one. */
export const createLoading = (path: string, reading: Reading): Loading => {
  follow();
  const loading = newNumber();
  Object.assign(globalThis, { [Symbol.for(`ebm-lab.custom-files:${loading}`)]: readerOf(reading) });
  const url = `${pathToFileURL(realPath(path)).href}?ebm-custom=${loading}`;
  return {
    url,
    exported: () => importBuilt(`ebm-custom-entry:${url}`),
    identity: async () => identityOf(realPath(path), await loadedIn(loading), reading.contents()),
    modules: async () => (await loadedIn(loading)).map(([module]) => fileURLToPath(module)),
  };
};

/** URL and SHA-256 of each module. */
type Loaded = readonly (readonly [url: string, sha256: string])[];

const loadedIn = async (loading: number): Promise<Loaded> => {
  const listing = `ebm-custom-loaded:${loading}-${newNumber()}`;
  return (await importBuilt(listing)).default as Loaded;
};

/** Paths count as seen from the module: a folder that moves keeps its identity, files that change places don't. */
const identityOf = (path: string, loaded: Loaded, files: ReadonlyMap<string, Buffer>): string => {
  const place = (file: string): string => relative(dirname(path), file).split(sep).join("/");
  const modules = loaded.map(
    ([url, sha256]) => `${place(fileURLToPath(url))}${new URL(url).search} ${sha256}`,
  );
  const read = [...files].map(([file, content]) => `data ${place(file)} ${sha256Of(content)}`);
  return sha256Of([...modules.sort(), ...read.sort()].join("\n"));
};

const sha256Of = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** The compiled file, also when this one runs from src/: Node's loader takes no TypeScript of ours. */
const built = (name: string): URL => ownFile(`dist/modules/${name}`);

const importBuilt = async (url: string): Promise<Readonly<Record<string, unknown>>> => {
  const { importModule } = (await import(built("import.js").href)) as typeof import("./import.ts");
  return importModule(url);
};

// One per process: Node has one loader, and what is registered with it stays.
let following = false;

const follow = (): void => {
  if (following) return;
  following = true;
  register(built("loading-hooks.js"));
  guardSurroundings();
};
