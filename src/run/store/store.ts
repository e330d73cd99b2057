import { createHash, hash } from "node:crypto";
import { join } from "node:path";
import type { Cell, CellResult, OutcomeCounts } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { textBlocks } from "../../rows/text-blocks.ts";
import { storageError, systemCode } from "./storage-error.ts";
import { tableRowBlocks, tableText } from "./table-text.ts";
import { type Files, isLeftBehind, removeFile, systemFiles, writeQuickly, writeWhole } from "./whole-file.ts";

/** Where finished cells are kept: one file a cell, shared by every figure and sweep of a results root. */
export interface Store {
  readonly resultsRoot: string;
  /** `<results root>/.cells`. */
  readonly folder: string;
  readonly files: Files;
  /** Whether a file of the store is there; asked of the disk, without. */
  readonly isThere?: (path: string) => boolean;
  /** Finished cells that have been read; none, without. */
  readonly read?: Read;
}

interface Read {
  readonly cells: Map<string, FinishedContent>;
  /** Of all of them. */
  bytes: number;
}

/** Bytes of cells that are kept in memory: of a grid of a hundred thousand cells the first. */
const mostKept = 2 ** 26;

/**
 * The store as somebody reads it who asks for the same cells several times: a file is read and verified once, and kept as long as there
 * is room. A cell that is computed meanwhile a second time (`--force`) must not be asked for before.
 */
export const readingOnce = (store: Store): Store =>
  store.read === undefined ? { ...store, read: { cells: new Map(), bytes: 0 } } : store;

/** What is known of a finished cell without its rows and settings, which are most of what it takes in memory. */
export interface FinishedCell {
  readonly key: string;
  readonly work: string;
  readonly outcomes: OutcomeCounts;
  readonly seconds: number;
  /** The most memory that its process held meanwhile, in MB; cells of earlier versions have none. */
  readonly megabytes?: number;
  /** Names of its tables. */
  readonly tables: readonly string[];
}

/** A cell's file, verified: the cell, and everything after its checksum, whose first line is the cell and whose others are its tables. */
type FinishedContent = { readonly cell: FinishedCell; readonly body: Buffer };
type Content = FinishedContent | "absent" | "damaged";

/** `damaged`: a file is there, but it isn't what was written; it counts as absent and is replaced. */
export type Lookup =
  | { readonly state: "finished"; readonly cell: FinishedCell }
  | { readonly state: "absent" | "damaged" };

export const openStore = (resultsRoot: string, files: Files = systemFiles): Store => {
  return { resultsRoot, folder: join(resultsRoot, ".cells"), files };
};

/**
 * Makes the store ready to be written: its folder, which tells git to leave it alone, and no leavings of
 * processes that were killed. Throws `UserError` when the folder can't be written.
 */
export const prepareStore = (store: Store): void => {
  const { files, folder } = store;
  const ignore = join(folder, ".gitignore");
  try {
    files.mkdirSync(folder, { recursive: true });
    if (!files.existsSync(ignore)) writeWhole(files, ignore, "*\n");
    for (const shelf of [folder, ...shelves(store)]) {
      for (const name of files.readdirSync(shelf))
        if (isLeftBehind(name)) removeFile(files, join(shelf, name));
    }
  } catch (error) {
    throw storageError("write", folder, error);
  }
};

/** `<store>/<2 hex>/<key><ending>`. */
export const cellPath = (
  store: Store,
  key: string,
  ending: ".jsonl" | ".failed.json" | ".log" | ".claim" | ".checkpoint",
): string => {
  return join(store.folder, key.slice(0, 2), key + ending);
};

/**
 * Seconds of computing from which on a cell is secured against a power cut. To wait for the disk three times takes as long as many cells
 * do, and what a power cut has damaged says so and is computed again.
 */
const worthSecuring = 1;

/**
 * Keeps a finished cell. Lines of the file: the checksum of everything after it; the cell; one line a table.
 * Throws `UserError` for a full disk, and an `Error` for a number that isn't finite: none may reach a CSV. The text is made in
 * blocks, which no limit of a string's length meets.
 */
export const writeCell = (
  store: Store,
  key: string,
  cell: Cell,
  result: CellResult,
  seconds: number,
  megabytes?: number,
): void => {
  const tables = Object.keys(result.tables);
  const finished: FinishedCell & Pick<Cell, "settings"> = {
    key,
    work: cell.work,
    settings: cell.settings,
    outcomes: result.outcomes,
    seconds,
    ...(megabytes !== undefined && { megabytes }),
    tables,
  };
  const body = [...textBlocks(bodyText(finished, result))];
  const write = seconds < worthSecuring ? writeQuickly : writeWhole;
  write(store.files, cellPath(store, key, ".jsonl"), `${header(body)}\n`, ...body);
};

function* bodyText(finished: object, { tables }: CellResult): Generator<string> {
  yield `${JSON.stringify(finished)}\n`;
  for (const [name, rows] of Object.entries(tables)) {
    yield* tableText(name, rows);
    yield "\n";
  }
}

/** Whether a file is there. Asking first is many times cheaper than an error, and most cells of a new plan aren't there. */
export const isThere = (store: Store, path: string): boolean =>
  store.isThere?.(path) ?? store.files.existsSync(path);

/** Whether a cell is finished, and what it was. Reads and verifies the whole file. */
export const lookUpCell = (store: Store, key: string): Lookup => {
  if (!isThere(store, cellPath(store, key, ".jsonl"))) return { state: "absent" };
  const content = readCell(store, key);
  return typeof content === "string" ? { state: content } : { state: "finished", cell: content.cell };
};

/** The settings of a finished cell; null if it isn't finished. */
export const readSettings = (store: Store, key: string): Settings | null => {
  const content = readCell(store, key);
  return typeof content === "string" ? null : described(content.body).settings;
};

/** Rows of one table of a finished cell; none if it has no such table, null if the cell isn't finished. */
export const readRows = (store: Store, key: string, table: string): readonly Row[] | null => {
  const blocks = readRowBlocks(store, key, table);
  return blocks === null ? null : [...blocks].flat();
};

/** The same in blocks: of a large table never all rows are there at once, nor its text. */
export const readRowBlocks = (store: Store, key: string, table: string): Iterable<readonly Row[]> | null => {
  const content = readCell(store, key);
  if (typeof content === "string") return null;
  const index = content.cell.tables.indexOf(table);
  if (index < 0) return [];
  // A trained network's weights, which are most of its file, need not become text to read another table.
  const { body } = content;
  let start = 0;
  for (let line = 0; line <= index; line += 1) start = body.indexOf("\n", start) + 1;
  return tableRowBlocks(body.subarray(start, body.indexOf("\n", start)));
};

/** Keys of all cells that are kept, damaged ones included, in alphabetic order. */
export const storedKeys = (store: Store): string[] => {
  if (!store.files.existsSync(store.folder)) return [];
  return shelves(store)
    .flatMap((shelf) => store.files.readdirSync(shelf))
    .flatMap((name) => /^([0-9a-f]{64})\.jsonl$/.exec(name)?.[1] ?? [])
    .sort();
};

const header = (body: readonly Uint8Array[]): string => {
  return JSON.stringify({ format: "ebm cell 1", sha256: checksumOf(body) });
};

/** To set up a checksum that is told block by block takes longer than that of a small cell. */
const checksumOf = (body: readonly Uint8Array[]): string => {
  const [only, ...others] = body;
  if (only !== undefined && others.length === 0) return hash("sha256", only);
  const checksum = createHash("sha256");
  for (const block of body) checksum.update(block);
  return checksum.digest("hex");
};

/** What stands under a key. Only a cell that is finished stays what it is. */
const readCell = (store: Store, key: string): Content => {
  const { read } = store;
  const known = read?.cells.get(key);
  if (known !== undefined) return known;
  const content = readContent(store, key);
  if (typeof content !== "string" && read !== undefined && read.bytes + content.body.length <= mostKept) {
    read.cells.set(key, content);
    read.bytes += content.body.length;
  }
  return content;
};

const readContent = (store: Store, key: string): Content => {
  const path = cellPath(store, key, ".jsonl");
  let content: Buffer;
  try {
    content = store.files.readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "absent";
    throw storageError("read", path, error);
  }
  const body = content.subarray(content.indexOf("\n") + 1);
  const intact = content.subarray(0, -body.length - 1).equals(Buffer.from(header([body])));
  if (!intact) return "damaged";
  const { settings: _settings, ...cell } = described(body);
  return cell.key === key ? { cell, body } : "damaged";
};

/** The cell in the first line of what stands under a key. */
const described = (body: Buffer): FinishedCell & Pick<Cell, "settings"> =>
  JSON.parse(body.toString("utf8", 0, body.indexOf("\n"))) as FinishedCell & Pick<Cell, "settings">;

const shelves = (store: Store): readonly string[] => {
  const names = store.files.readdirSync(store.folder).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return names.map((name) => join(store.folder, name));
};
