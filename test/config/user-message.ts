import { expect } from "vitest";
import { type ExitCode, UserError } from "../../src/errors.ts";

/** The message of the `UserError` with this exit code that `action` throws; null if it throws nothing. */
export const userMessage = (code: ExitCode, action: () => unknown): string | null => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).code).toBe(code);
    return (error as UserError).message;
  }
  return null;
};
