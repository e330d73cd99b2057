import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { nearestName } from "../config/nearest.ts";
import { exitCode, UserError } from "../errors.ts";

/** Collects the texts of a flag that may be repeated. */
export const repeatable = (text: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  text,
];

/** A number of worker processes. Throws `UserError` (usage). */
export const workerCount = (text: string): number => {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && Number.isSafeInteger(count)) return count;
  throw new UserError(
    exitCode.usage,
    `--workers ${text}: expected a whole number of at least 1, found "${text}"; leave it out for all ${availableParallelism()} available cores`,
  );
};

/** A folder's path. Throws `UserError` (usage) when it is empty. */
export const folderPath = (text: string): string => {
  if (text.trim() !== "") return text;
  throw new UserError(
    exitCode.usage,
    '--out: expected a folder, found ""; write a path, as in --out results',
  );
};

const precisions = ["float64", "float32"];

export const precisionName = (text: string): string => {
  if (precisions.includes(text)) return text;
  const near = nearestName(text, precisions);
  throw new UserError(
    exitCode.usage,
    `--precision ${text}: expected float64 or float32, found "${text}"; ${near === null ? "write one of these" : `did you mean ${near}?`}`,
  );
};

/** Makes every flag of a command that isn't repeatable an error when it is given twice: one would hide the other. */
export const refuseRepeats = (command: Command): void => {
  for (const option of command.options) {
    if (option.parseArg === (repeatable as unknown)) continue;
    let given = 0;
    command.on(`option:${option.name()}`, () => {
      given += 1;
      if (given === 1) return;
      throw new UserError(
        exitCode.usage,
        `${option.long}: expected this flag once, found it twice; remove one of them`,
      );
    });
  }
};
