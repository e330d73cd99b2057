import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../package-root.ts";
import { configNames, namedConfig } from "./config-files.ts";
import type { Description } from "./description.ts";
import type { ListedConfig } from "./list-configs.ts";
import type { Question } from "./list-text.ts";

// What `list` and `describe` say of the program's own configs, as it was when the program was built: to say it again takes neither
// the experiments nor the mathematics that these import. It holds as long as the configs are what they were.

const folder = join(packageRoot, "dist", "descriptions");

/** What `ebm list` says. */
export interface Listing {
  readonly configs: readonly ListedConfig[];
  readonly questions: readonly Question[];
}

interface BuiltListing extends Listing {
  readonly checksum: string;
}

/** Of the names and contents of all the program's configs. */
const checksumOfConfigs = (): string => {
  const hash = createHash("sha256");
  for (const name of configNames()) hash.update(`${name}\0`).update(readFileSync(namedConfig(name).file));
  return hash.digest("hex");
};

const fileOf = (name: string): string => join(folder, "of", `${name}.json`);

/** Writes down a listing and descriptions, by the names that they are asked for. */
export const writeDescriptions = (listing: Listing, descriptions: ReadonlyMap<string, Description>): void => {
  for (const [name, description] of descriptions) {
    mkdirSync(dirname(fileOf(name)), { recursive: true });
    writeFileSync(fileOf(name), JSON.stringify(description));
  }
  const built: BuiltListing = { checksum: checksumOfConfigs(), ...listing };
  writeFileSync(join(folder, "list.json"), JSON.stringify(built));
};

/** What was written down; null when it isn't there, or when a config has changed since. */
export const builtListing = (): Listing | null => {
  const built = read(join(folder, "list.json")) as BuiltListing | null;
  return built?.checksum === checksumOfConfigs() ? built : null;
};

/** Of an experiment or of one of the program's configs; null for any other name, or when a config has changed since. */
export const builtDescription = (name: string): Description | null => {
  const listing = builtListing();
  const known = listing?.questions.some(
    ({ experiment, configs }) => experiment === name || configs.includes(name),
  );
  return known ? (read(fileOf(name)) as Description | null) : null;
};

const read = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
};
