import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../../config/canonical.ts";
import { readSource } from "../../config/source.ts";
import { UserError } from "../../errors.ts";
import { sha256 } from "../../report/result/checksum.ts";
import { type Manifest, parseManifest } from "../../report/result/manifest.ts";
import { manifestFile } from "../../report/result/result-folder.ts";
import { firstDifference } from "./result-difference.ts";

/** What differs between programs whose numbers are the same, and checksums, which are looked at one by one. */
type Compared = Omit<Manifest, "version" | "configHash" | "files">;

/**
 * Where a folder's manifest is not what its files and their regeneration say, in words. It is believed in nothing: seeds, checksums
 * and outcomes are those of the regenerated manifest, whose path is given; the hashes of pictures and config, which another program may have drawn and
 * written otherwise, those of the files beside it.
 */
export const manifestDifferences = (folder: string, regenerated: string): readonly string[] => {
  const path = join(folder, manifestFile);
  const fresh = parseManifest(readFileSync(regenerated, "utf8"), manifestFile);
  if (!existsSync(path)) return [`${manifestFile}: missing`];
  const kept = readKept(path);
  if (kept === null) return [`${manifestFile}: not a manifest`];
  const difference = firstDifference(compared(kept), compared(fresh), "");
  const found = difference === null ? [] : [difference];
  if (kept.configHash !== fresh.configHash && kept.configHash !== configHashIn(folder))
    found.push(`configHash was ${kept.configHash}, is ${fresh.configHash}`);
  const named = new Set([...Object.keys(fresh.files), ...Object.keys(kept.files)]);
  for (const name of named) {
    const expected = isRedrawn(name) ? hashOfFile(join(folder, name)) : fresh.files[name];
    // What is missing is told as that, and a file in a format that was asked for another time is not regenerated.
    if (expected === undefined || kept.files[name] === expected) continue;
    found.push(`files.${name} was ${kept.files[name] ?? "absent"}, is ${expected}`);
  }
  return found.map((text) => `${manifestFile}: ${text}`);
};

const readKept = (path: string): Manifest | null => {
  try {
    return parseManifest(readFileSync(path, "utf8"), path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
};

const compared = ({ version: _version, configHash: _hash, files: _files, ...rest }: Manifest): Compared =>
  rest;

const isRedrawn = (name: string): boolean => /\.(svg|png)$/.test(name) || name === "config.yaml";

const hashOfFile = (path: string): string | undefined =>
  existsSync(path) ? sha256(readFileSync(path)) : undefined;

/** Of the config as it stands in the folder: defaults may have come since. Null where it can't be read. */
const configHashIn = (folder: string): string | null => {
  try {
    return hashOf(readSource(join(folder, "config.yaml")).data);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
};
