import { readFileSync } from "node:fs";
import { z } from "zod";
import { hashOf, sharingHash } from "../config/canonical.ts";
import { exitCode, UserError } from "../errors.ts";
import { ownFile } from "../package-root.ts";
import type { Cell } from "../rows/cell.ts";

/**
 * What computes cells, part by part, each as a hash of its code and of the versions of the packages that this needs:
 * `work nudge`, `energy hopfield`, `estimator pc-nudge`, `solver euler`, `activation tanh`, `connection dense`, `engine tfjs`,
 * `laboratory`; and what draws their pictures, `drawing`. `scripts/identity.mjs` finds it when the program is built.
 */
export type Identity = Readonly<Record<string, string>>;

/** The parts that a cell is computed with. */
export const partsOf = ({ work, uses }: Pick<Cell, "work" | "uses">): readonly string[] => [
  "laboratory",
  `work ${work}`,
  ...uses,
];

/** The parts that some cells are computed with, and no others. */
export const identityOf = (cells: readonly Cell[], identity: Identity): Identity => {
  const parts = [...new Set(cells.flatMap(partsOf))].sort();
  return Object.fromEntries(parts.map((part) => [part, identity[part] ?? ""]));
};

/** What draws the pictures of a result, as a hash: the modules that draw, with their packages and fonts. It computes no cell. */
export const drawingOf = (identity: Identity): string => identity.drawing ?? "";

/** The identity as one short text, for manifests. */
export const digestOf = (identity: Identity): string => hashOf(identity).slice(0, 16);

/**
 * What determines a cell's numbers, as one hash: its settings, and what computes them. The label isn't part of it, so that
 * figures which ask for the same computation share it; nor is what shows its rows.
 */
export const cellKey = (cell: Cell, identity: Identity): string => keysOf([cell], identity)[0]!;

/** The keys of many cells: what they share, a network or what computes them, is looked at once. */
export const keysOf = (cells: readonly Cell[], identity: Identity): readonly string[] => {
  const keyOf = sharingHash();
  const known = new Map<string, Identity>();
  return cells.map((cell) => {
    const parts = partsOf(cell).join("\n");
    const computedBy = known.get(parts) ?? identityOf([cell], identity);
    known.set(parts, computedBy);
    return keyOf({ work: cell.work, settings: cell.settings, computedBy });
  });
};

/** The parts of a cell that are not what they were. */
export const changedParts = (cell: Cell, now: Identity, then: Identity): readonly string[] =>
  partsOf(cell).filter((part) => now[part] !== then[part]);

const identityFile = z.object({ parts: z.record(z.string(), z.string()) });

/** The identity of the built program. Throws `UserError` when the program hasn't been built. */
export const readIdentity = (file: URL = ownFile("dist/identity.json")): Identity => {
  const found = identityFile.safeParse(read(file));
  if (found.success) return found.data.parts;
  throw new UserError(
    exitCode.environment,
    `A finished cell is known by what computed it, but ${file.pathname} does not say what this program computes with.\n` +
      "Build the program: npm run build",
  );
};

const read = (file: URL): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
};
