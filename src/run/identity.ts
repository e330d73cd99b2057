import { readFileSync } from "node:fs";
import { hashOf } from "../config/canonical.ts";
import { exitCode, UserError } from "../errors.ts";
import type { Cell } from "../rows/cell.ts";

/**
 * What determines a cell's numbers, as one hash: the numerics' fingerprint, the computing function and its
 * settings. The label isn't part of it, so that figures which ask for the same computation share it.
 */
export function cellKey(cell: Cell, engine: string): string {
  return hashOf({ engine, work: cell.work, settings: cell.settings });
}

/** The fingerprint of the built numerics. Throws `UserError` when the program hasn't been built. */
export function readEngine(file: URL = new URL("../../dist/fingerprint.json", import.meta.url)): string {
  let engine: unknown;
  try {
    engine = (JSON.parse(readFileSync(file, "utf8")) as { engine?: unknown }).engine;
  } catch {
    engine = undefined;
  }
  if (typeof engine === "string" && engine !== "") return engine;
  throw new UserError(
    exitCode.environment,
    `A finished cell is known by the numerics that computed it, but ${file.pathname} holds no fingerprint of them.\n` +
      "Build the program: npm run build",
  );
}
