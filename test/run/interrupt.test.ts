import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { listenForInterrupts } from "../../src/run/interrupt.ts";

const listen = () => {
  const source = new EventEmitter();
  const lines: string[] = [];
  const interrupts = listenForInterrupts((line) => lines.push(line), source);
  const state = () => [interrupts.stop.aborted, interrupts.kill.aborted];
  return { source, lines, interrupts, state };
};

describe("listenForInterrupts", () => {
  it("stops at the first Ctrl-C, saying what a second does, and kills at the second", () => {
    const { source, lines, state } = listen();
    expect(state()).toEqual([false, false]);
    source.emit("SIGINT");
    expect(state()).toEqual([true, false]);
    expect(lines).toEqual([expect.stringContaining("Ctrl-C again")]);
    source.emit("SIGINT");
    expect(state()).toEqual([true, true]);
    expect(lines).toHaveLength(1);
  });

  it.each(["SIGUSR1", "SIGUSR2"])("stops at %s, and never kills, however often it comes", (signal) => {
    const { source, lines, state, interrupts } = listen();
    for (let time = 0; time < 3; time += 1) source.emit(signal, signal);
    expect(state()).toEqual([true, false]);
    expect(interrupts.stop.reason).toBe(signal);
    expect(lines).toEqual([expect.stringContaining(signal)]);
  });

  it.each(["SIGTERM", "SIGHUP"])("kills at once at %s", (signal) => {
    const { source, state } = listen();
    source.emit(signal);
    expect(state()).toEqual([true, true]);
  });

  it("gives the signals back", () => {
    const { source, interrupts } = listen();
    interrupts.dispose();
    expect(source.eventNames()).toEqual([]);
  });
});
