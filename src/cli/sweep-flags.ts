import { nearestName } from "../config/nearest.ts";
import { exitCode, UserError } from "../errors.ts";
import { requireResultName } from "../figure/configs/result-name.ts";
import type { TableFormat } from "../figure/result/extra-files.ts";

/** A number of cells. Throws `UserError` (usage). */
export const cellLimit = (text: string): number => {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && Number.isSafeInteger(count)) return count;
  throw usage(
    `--max-cells ${text}: expected a whole number of at least 1, found "${text}"; write it as in 20000`,
  );
};

/** A folder below the results, such as `fig3a-tanh` or `thesis/fig3a`. Throws `UserError` (usage). */
export const resultName = (text: string): string =>
  requireResultName(text, "--name", "write it as in fig3a-tanh, and another folder with --out");

const formats = ["csv", "json", "parquet", "spreadsheet"] as const;

/** One of the table's formats. Throws `UserError` (usage). */
export const formatName = (text: string): TableFormat | "csv" => {
  const known = formats.find((format) => format === text);
  if (known !== undefined) return known;
  const near = nearestName(text, formats);
  throw usage(
    `--format ${text}: expected csv, json, parquet or spreadsheet, found "${text}"; ${near === null ? "write one of these" : `did you mean ${near}?`}`,
  );
};

const windowPattern = /^([\d.eE+-]+?)\.\.([\d.eE+-]+)$/;

/** `1e-4..0.01`. Throws `UserError` (usage). */
export const fitWindow = (text: string): { readonly from: number; readonly to: number } => {
  const [, from, to] = windowPattern.exec(text)?.map(Number) ?? [];
  if (from !== undefined && to !== undefined && from >= 0 && from < to) return { from, to };
  throw usage(
    `--fit-window ${text}: expected two values of λ, the smaller one first, found "${text}"; write it as in 1e-4..0.01`,
  );
};

/** `cosine=0.9999`: a measure, and the level that it is to cross. Throws `UserError` (usage). */
export const crossedLevel = (text: string): { readonly measure: string; readonly value: number } => {
  const [, measure, written = ""] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(text) ?? [];
  const value = Number(written);
  if (measure !== undefined && Number.isFinite(value)) return { measure, value };
  throw usage(
    `--cross ${text}: expected a measured column and a number, found "${text}"; write it as in --cross cosine=0.9999`,
  );
};

const usage = (message: string): UserError => new UserError(exitCode.usage, message);
