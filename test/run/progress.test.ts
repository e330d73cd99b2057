import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/run/clock.ts";
import type { RunEvent } from "../../src/run/executor/executor.ts";
import { duration, showProgress, statusLine, type Terminal, terminalOf } from "../../src/run/progress.ts";
import { cellOf } from "./helpers.ts";

const entry = {
  cell: cellOf("w", { seed: 3, inference: { stepSize: 5 } }),
  key: "k",
  state: "todo",
  reason: "new",
} as const;
const started: RunEvent = { type: "started", entry, pid: 1 };
const done: RunEvent = { type: "done", entry, seconds: 1.25 };
const failed: RunEvent = {
  type: "failed",
  here: true,
  entry,
  message: "It diverged.\nTry 0.4.",
  log: "results/.cells/k.log",
};

/** A run whose clock stands still until it is told to go on, and what it has written. */
const watch = (options: Partial<Terminal> & { readonly quiet?: boolean }) => {
  let now = 100;
  let written = "";
  let tick: (() => void) | null = null;
  const clock: Clock = {
    now: () => now,
    every: (_seconds, action) => {
      tick = action;
      return () => {
        tick = null;
      };
    },
  };
  const terminal: Terminal = {
    write: (text) => {
      written += text;
    },
    live: false,
    columns: () => 80,
    colour: false,
    ...options,
  };
  const progress = showProgress({ total: 60, terminal, clock, quiet: options.quiet ?? false });
  const pass = (seconds: number) => {
    now += seconds;
  };
  return { progress, pass, tick: () => tick?.(), ticking: () => tick !== null, written: () => written };
};

describe("progress that isn't on a terminal", () => {
  it("is one plain line a cell, and a failure in full", () => {
    const { progress, written, ticking } = watch({});
    for (const event of [started, done, started, failed, started, done]) progress.onEvent(event);
    progress.end();
    expect(ticking()).toBe(false);
    expect(written().split("\n")).toEqual([
      'done 1/60  w {"seed":3,"inference":{"stepSize":5}}  1.3 s',
      'failed: w {"seed":3,"inference":{"stepSize":5}}',
      "  It diverged.",
      "  Try 0.4.",
      '  settings: {"seed":3,"inference":{"stepSize":5}}',
      "  log: results/.cells/k.log",
      'done 3/60  w {"seed":3,"inference":{"stepSize":5}}  1.3 s',
      "",
    ]);
  });

  it.each([false, true])("shows failures alone when quiet (live: %s)", (live) => {
    const { progress, written } = watch({ live, quiet: true });
    for (const event of [started, done]) progress.onEvent(event);
    expect(written()).toBe("");
    for (const event of [started, failed]) progress.onEvent(event);
    progress.end();
    expect(written()).toMatch(/^failed: .*\n {2}It diverged/);
  });
});

describe("progress on a terminal", () => {
  it("redraws one line, also while nothing happens", () => {
    const { progress, pass, tick, ticking, written } = watch({ live: true });
    progress.onEvent(started);
    pass(10);
    progress.onEvent(done);
    progress.onEvent(started);
    const before = written();
    expect(before.split("\r").at(-1)).toContain("1/60 done, 0 running, 0.10 cells/s, 9 min 50 s left");
    expect(before).not.toContain("\n");
    pass(10);
    tick();
    expect(written().split("\r").at(-1)).toContain("1/60 done, 1 running, 0.050 cells/s, 19 min 40 s left");
    progress.end();
    expect(ticking()).toBe(false);
    expect(written().endsWith("\r\u001b[2K")).toBe(true);
  });

  it("draws at most ten times a second", () => {
    const { progress, written } = watch({ live: true });
    for (let cell = 0; cell < 50; cell += 1) for (const event of [started, done]) progress.onEvent(event);
    expect(written().split("\r")).toHaveLength(2);
  });

  it("puts failures and notices above the line", () => {
    const { progress, written } = watch({ live: true });
    progress.onEvent(started);
    progress.onEvent(failed);
    progress.notice("Interrupted.");
    const lines = written().replaceAll("\u001b[2K", "").split("\r");
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^failed: .*\n[\s\S]*\n$/),
      expect.stringMatching(/^0\/60 done, 1 failed/),
      "Interrupted.\n",
      expect.stringMatching(/^0\/60 done, 1 failed/),
    ]);
  });

  it("paints failures alone, and only with colours", () => {
    const paint = (colour: boolean) => {
      const { progress, written } = watch({ live: true, colour });
      for (const event of [started, failed]) progress.onEvent(event);
      return written();
    };
    expect(paint(true)).toContain("\u001b[31mfailed:\u001b[39m w");
    expect(paint(true)).toContain("\u001b[31m1 failed\u001b[39m");
    expect(paint(false)).not.toContain("\u001b[3");
  });
});

describe("statusLine", () => {
  const counts = { done: 1234, failed: 56, running: 16, total: 10000, elapsed: 600 };

  it.each([80, 120])("fits into %i columns", (columns) => {
    expect(statusLine(counts, columns - 1)).toBe(
      "1234/10000 done, 56 failed, 16 running, 2.1 cells/s, 1 h 7 min left".slice(0, columns),
    );
  });

  it("is cut where the terminal is narrow", () => {
    expect(statusLine(counts, 19)).toBe("1234/10000 done, 5…");
    expect(statusLine(counts, 19)).toHaveLength(19);
  });

  it("promises nothing before the first cell has ended", () => {
    expect(statusLine({ ...counts, done: 0, failed: 0 }, 79)).toBe("0/10000 done, 16 running");
  });
});

describe("duration", () => {
  it.each([
    [0, "0.0 s"],
    [9.94, "9.9 s"],
    [9.96, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [200, "3 min 20 s"],
    [3599.7, "1 h 0 min"],
    [7500, "2 h 5 min"],
  ])("%s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("terminalOf", () => {
  const stream = (properties: object) =>
    ({ write: () => true, ...properties }) as unknown as NodeJS.WriteStream;

  it.each([
    ["a terminal", { isTTY: true, columns: 120 }, { TERM: "xterm" }, [true, 120, true]],
    ["NO_COLOR", { isTTY: true, columns: 120 }, { NO_COLOR: "1" }, [true, 120, false]],
    ["an empty NO_COLOR", { isTTY: true, columns: 120 }, { NO_COLOR: "" }, [true, 120, true]],
    ["a dumb terminal", { isTTY: true, columns: 80 }, { TERM: "dumb" }, [false, 80, false]],
    ["a pipe", {}, { TERM: "xterm" }, [false, 80, false]],
  ] as const)("knows %s", (_name, properties, environment, [live, columns, colour]) => {
    const terminal = terminalOf(stream(properties), environment);
    expect([terminal.live, terminal.columns(), terminal.colour]).toEqual([live, columns, colour]);
  });
});
