import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { compileLater } from "../../src/run/executor/compile-later.ts";

/** How often V8 takes a function for optimising that is called so many times, each time with a loop of a hundred additions. */
const optimised = (calls: number, flags: readonly string[]): number => {
  const text = `const sum = (n) => { let s = 0; for (let k = 0; k < n; k += 1) s += k; return s; };
    for (let k = 0; k < ${calls}; k += 1) sum(100);`;
  const trace = execFileSync(process.execPath, [...flags, "--trace-opt", "-e", text], { encoding: "utf8" });
  return trace.split("\n").filter((line) => /marking .*<JSFunction sum/.test(line)).length;
};

describe.runIf(Number(process.versions.v8.split(".")[0]) < 12)("a worker's V8 of Node 20", () => {
  it("takes a function for optimising later than by default, and not never", () => {
    expect(optimised(100, [])).toBeGreaterThan(0);
    expect(optimised(100, compileLater)).toBe(0);
    expect(optimised(40_000, compileLater)).toBeGreaterThan(0);
  });
});
