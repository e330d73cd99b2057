import { exitCode, UserError } from "../errors.ts";

/** A mistake of a module, with its place. */
export const mistake = (place: string, message: string): UserError =>
  new UserError(exitCode.usage, `${place}: ${message}`);

/** What an error says, on one line: which kind it is, and in its second line the shapes. */
export const firstLines = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split("\n").slice(0, 2).join(" ");
