import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createLoading } from "./loading.ts";
import { firstLines, mistake } from "./mistake.ts";
import type { Reading } from "./reading.ts";
import { syntaxErrorIn } from "./syntax.ts";
import type { UserModule } from "./user-module.ts";

/**
 * Imports a module that the user wrote; `kind` says what of: `an energy`. Throws `UserError` (usage), with the place, when it
 * isn't there, can't be imported, or loads what can't be followed.
 */
export const openModule = async (file: string, kind: string, reading: Reading): Promise<UserModule> => {
  const path = resolve(file);
  if (!existsSync(path)) throw mistake(file, `expected a module of ${kind}, found no file; check the path`);
  const loading = createLoading(path, reading);
  const placeIn = (error: unknown, otherwise: string): string => placeWithin(loading.url, error, otherwise);
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await loading.exported();
  } catch (error) {
    const place = (await syntaxErrorIn(error, loading)) ?? placeIn(error, file);
    throw mistake(place, `expected a module that can be imported, found: ${firstLines(error)}`);
  }
  const lines = readFileSync(path, "utf8").split("\n");
  const placeOf = (name: string): string => {
    const at = lines.findIndex((line) => new RegExp(`^\\s*(?:export\\b.*\\b)?${name}\\b`).test(line));
    return at < 0 ? file : `${file}:${at + 1}`;
  };
  return { file, exported, placeOf, placeIn, identity: loading.identity };
};

const placeWithin = (url: string, error: unknown, otherwise: string): string => {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const name = [url, fileURLToPath(url)].find((each) => stack.includes(`${each}:`));
  if (name === undefined) return otherwise;
  const [, place] = /^(:\d+(?::\d+)?)/.exec(stack.slice(stack.indexOf(`${name}:`) + name.length)) ?? [];
  return place === undefined ? otherwise : otherwise.replace(/:\d+$/, "") + place;
};
