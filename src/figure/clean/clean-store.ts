import { join } from "node:path";
import { exitCode, UserError } from "../../errors.ts";
import { nameOf, readPresences } from "../../run/claims/presence.ts";
import { fateOf } from "../../run/claims/process-identity.ts";
import { plannedNames, readPlanRecord } from "../../run/plan-record.ts";
import { openStore, type Store } from "../../run/store/store.ts";
import { removeFile } from "../../run/store/whole-file.ts";

/** Cells that no result asks for, or what has been removed of them. */
export interface Cleaning {
  readonly out: string;
  readonly cells: number;
  readonly files: number;
  readonly bytes: number;
  /** Cells that a result uses: they stay. */
  readonly kept: number;
  readonly removed: boolean;
}

interface StoredFile {
  readonly path: string;
  readonly key: string;
  readonly bytes: number;
}

/**
 * Removes the kept cells that no result was last asked to hold: those of other settings, or of older numerics. Throws
 * `UserError` (environment) while somebody is at work there, or when a plan can't be read, since then it isn't known
 * what is used.
 */
export const cleanStore = (out: string, { dryRun }: { readonly dryRun: boolean }): Cleaning => {
  const store = openStore(out);
  const working = readPresences(store).filter((holder) => fateOf(holder) !== "gone");
  if (working.length > 0 && !dryRun) {
    throw new UserError(
      exitCode.environment,
      `expected nobody at work in ${out}, found ${working.map(nameOf).join(", ")}; wait until it has ended`,
    );
  }
  const used = new Set(plannedNames(store).flatMap((name) => plannedKeys(store, name)));
  const files = storedFiles(store);
  const unused = files.filter(({ key }) => !used.has(key));
  if (!dryRun) for (const { path } of unused) removeFile(store.files, path);
  const cells = new Set(unused.map(({ key }) => key));
  return {
    out,
    cells: cells.size,
    files: unused.length,
    bytes: unused.reduce((sum, { bytes }) => sum + bytes, 0),
    kept: new Set(files.map(({ key }) => key)).size - cells.size,
    removed: !dryRun,
  };
};

const plannedKeys = (store: Store, name: string): string[] => {
  const record = readPlanRecord(store, name);
  if (record !== null) return record.cells.map(({ key }) => key);
  throw new UserError(
    exitCode.environment,
    `the plan of ${name} in ${store.folder} can't be read, so it isn't known which cells it uses; run ${name} again, or remove its file from ${join(store.folder, "plans")}`,
  );
};

/** Everything on the shelves that belongs to a cell; nothing else is ever touched. */
const storedFiles = ({ folder, files }: Store): StoredFile[] => {
  if (!files.existsSync(folder)) return [];
  const shelves = files.readdirSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return shelves.flatMap((shelf) =>
    files.readdirSync(join(folder, shelf)).flatMap((name) => {
      const [, key] = /^([0-9a-f]{64})\.(?:jsonl|failed\.json|log)$/.exec(name) ?? [];
      if (key === undefined || !key.startsWith(shelf)) return [];
      const path = join(folder, shelf, name);
      return [{ path, key, bytes: files.readFileSync(path).length }];
    }),
  );
};

/** `12 cells that no result uses (3.4 MB) in results; 30 cells are used and stay` */
export const cleaningText = ({ out, cells, bytes, kept, removed }: Cleaning): string => {
  const count = (number: number) => `${number} cell${number === 1 ? "" : "s"}`;
  const stay = `${count(kept)} ${kept === 1 ? "is" : "are"} used and ${kept === 1 ? "stays" : "stay"}`;
  if (cells === 0) return `nothing to remove in ${out}; ${stay}`;
  return `${removed ? "removed" : "would remove"} ${count(cells)} that no result uses (${sizeText(bytes)}) from ${out}; ${stay}`;
};

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toPrecision(2)} kB` : `${(bytes / 1e6).toPrecision(3)} MB`;
