/** What the process exit codes mean; see the README's command reference. */
export const exitCode = {
  done: 0,
  cellsFailed: 1,
  usage: 2,
  checkFailed: 3,
  environment: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/**
 * A mistake that a person can mend. The message says the rule, what was found, where, and the remedy; the
 * command line prints it without a stack trace and exits with `code`. Anything else that is thrown is a bug
 * of ours and keeps its trace.
 */
export class UserError extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.name = "UserError";
    this.code = code;
  }
}
