import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../../config/canonical.ts";
import { parseConfig } from "../../config/parse.ts";
import { parseSource, readText } from "../../config/source.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Figure } from "./figure.ts";

/** Where a result goes. */
export interface Target {
  readonly folder: string;
  /** Why it isn't `<out>/<name>`, or null when it is. */
  readonly reason: string | null;
}

type Made = Pick<Figure, "name" | "experiment" | "hash" | "yaml">;

/**
 * `<out>/<name><ending>`, or `<out>/<name>-<config hash><ending>` when a result of another config is in its place:
 * that one is never overwritten. Throws `UserError` (usage) when both places are taken.
 */
export const chooseFolder = (out: string, made: Made, ending: "" | ".partial" = ""): Target => {
  const usual = join(out, made.name + ending);
  const reason = whyTaken(usual, made);
  if (reason === null) return { folder: usual, reason: null };
  const other = join(out, `${made.name}-${made.hash.slice(0, 8)}${ending}`);
  const alsoTaken = whyTaken(other, made);
  if (alsoTaken === null) return { folder: other, reason: `${usual} ${reason}` };
  throw new UserError(
    exitCode.usage,
    `a result never overwrites that of another config, but ${usual} ${reason}, and ${other} ${alsoTaken}; move them away, or choose another folder with --out`,
  );
};

/** Why a folder may not be written by a run of this config; null when it may. */
const whyTaken = (folder: string, { experiment, hash, yaml }: Made): string | null => {
  // A file in its place is for `assertWritable` to complain of.
  if (!existsSync(folder) || !statSync(folder).isDirectory() || readdirSync(folder).length === 0) return null;
  const file = join(folder, "config.yaml");
  if (!existsSync(file)) return "holds files, but no config.yaml that says where they come from";
  try {
    const text = readText(file);
    if (text === yaml) return null;
    // With today's defaults, so that a default which came later makes no other config of an old result.
    if (hashOf(parseConfig(experiment.schema, parseSource(text, file))) === hash) return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return "holds the result of another config";
};
