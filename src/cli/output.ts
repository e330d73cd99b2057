import { exitCode } from "../errors.ts";
import { visible } from "../report/text/visible.ts";

// Data goes to standard output, everything for people to standard error.

/** A line or more of data. */
export const printData = (text: string): void => {
  process.stdout.write(visible(text.endsWith("\n") || text === "" ? text : `${text}\n`));
};

/** The one object that `--json` makes of standard output. */
export const printJson = (value: unknown): void => {
  printData(JSON.stringify(value, null, 2));
};

/** A line or more for people. */
export const printNote = (text: string): void => {
  process.stderr.write(visible(text.endsWith("\n") || text === "" ? text : `${text}\n`));
};

/** Columns to write in: the terminal's, or as many as fit most of them. */
export const columnsOf = (stream: NodeJS.WriteStream): number => (stream.isTTY ? stream.columns || 80 : 100);

/**
 * A reader that has seen enough (`| head`) is no error: what is written after it has gone is lost in silence. Nor is a
 * full disk behind a stream a reason to lose a result: the run goes on, and its exit code says that something was lost.
 */
export const allowBrokenStreams = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return;
      process.on("exit", () => {
        process.exitCode ||= exitCode.environment;
      });
    });
  }
};
