import type { FigureResult } from "../../figure/result/figure-result.ts";
import type { RegenerateOptions } from "../../figure/run/regenerate.ts";
import type { Reporter } from "../../figure/run/reporter.ts";
import { visible } from "../../report/text/visible.ts";
import { systemClock } from "../../run/clock.ts";
import { listenForInterrupts } from "../../run/interrupt.ts";
import { duration, type Progress, showProgress, terminalOf } from "../../run/progress.ts";

type Attendance = Required<Pick<RegenerateOptions, "reporter" | "interrupts">>;

/**
 * Runs `action` with somebody at this terminal: progress on standard error, `describe`'s lines about each figure, and
 * Ctrl-C and its kin as orderly stops.
 */
export const attend = async <Result>(
  quiet: boolean,
  describe: (result: FigureResult) => string | Promise<string>,
  action: (attendance: Attendance) => Promise<Result>,
  cellLines = true,
): Promise<Result> => {
  const terminal = terminalOf(process.stderr, process.env);
  let progress: Progress | undefined;
  const notice = (line: string): void => {
    if (progress === undefined) terminal.write(`${visible(line)}\n`);
    else progress.notice(visible(line));
  };
  const reporter: Reporter = {
    notice,
    begin: (total, secondsLeft) => {
      progress = showProgress({ total, terminal, clock: systemClock, quiet, cellLines, secondsLeft });
    },
    cell: (event) => progress?.onEvent(event),
    forecast: (inAll, toGo) => {
      if (!quiet) notice(`about ${duration(inAll)} in all, ${duration(toGo)} of them to go`);
    },
    figure: async (result) => {
      if (!quiet) notice(await describe(result));
    },
    end: () => progress?.end(),
  };
  const interrupts = listenForInterrupts(notice);
  try {
    return await action({ reporter, interrupts });
  } finally {
    interrupts.dispose();
  }
};
