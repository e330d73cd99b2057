import { exitCode, UserError } from "../../errors.ts";

/** A mistake of a module, with its place. */
export const mistake = (place: string, message: string): UserError =>
  new UserError(exitCode.usage, `${place}: ${message}`);
