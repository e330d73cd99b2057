import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Cell } from "../rows/cell.ts";
import type { Json, Settings } from "../rows/settings.ts";
import { storageError, systemCode } from "./store/storage-error.ts";
import { cellPath, isThere, type Store } from "./store/store.ts";
import { removeFile, writeWhole } from "./store/whole-file.ts";

/** Why a cell has no result. Kept until the cell succeeds. */
export interface FailureRecord {
  readonly work: string;
  readonly settings: Settings;
  readonly label: string;
  readonly message: string;
  /** Tells this attempt apart from others; failures of before version 0.2 have none. */
  readonly attempt?: string | undefined;
}

const recordSchema: z.ZodType<FailureRecord> = z.object({
  work: z.string(),
  settings: z.record(z.string(), z.custom<Json>()),
  label: z.string(),
  message: z.string(),
  attempt: z.string().optional(),
});

/** Keeps the reason, and a log with the cell's settings and everything that it printed. Returns the log's path. */
export const writeFailure = (
  store: Store,
  key: string,
  cell: Cell,
  message: string,
  output: string,
): string => {
  const { work, settings, label } = cell;
  const record: FailureRecord = {
    work,
    settings,
    label,
    message,
    attempt: randomBytes(8).toString("hex"),
  };
  writeWhole(store.files, cellPath(store, key, ".failed.json"), `${JSON.stringify(record, null, 2)}\n`);
  return writeLog(
    store,
    key,
    `cell: ${label}\nwork: ${work}\nsettings: ${JSON.stringify(settings, null, 2)}\nfailed: ${message}\n` +
      (output === "" ? "It printed nothing.\n" : `It printed:\n${output}`),
  );
};

/** Keeps what a cell printed. Returns the log's path. */
export const writeLog = (store: Store, key: string, text: string): string => {
  const path = cellPath(store, key, ".log");
  writeWhole(store.files, path, text);
  return path;
};

/** The failure of a cell's last attempt, or null. */
export const readFailure = (store: Store, key: string): FailureRecord | null => {
  const path = cellPath(store, key, ".failed.json");
  if (!isThere(store, path)) return null;
  try {
    return recordSchema.safeParse(JSON.parse(store.files.readFileSync(path, "utf8"))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return null;
    throw storageError("read", path, error);
  }
};

/** Whether a cell's last attempt has failed. */
export const failureKept = (store: Store, key: string): boolean => readFailure(store, key) !== null;

/** Forgets the failure, when the cell has succeeded. */
export const clearFailure = (store: Store, key: string): void => {
  removeFile(store.files, cellPath(store, key, ".failed.json"));
  removeFile(store.files, cellPath(store, key, ".log"));
};
