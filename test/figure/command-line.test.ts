import { describe, expect, it } from "vitest";
import { commandLine } from "../../src/figure/command-line.ts";

describe("commandLine", () => {
  it("can be typed into a shell again", () => {
    expect(commandLine(["run", "./my file.yaml", "--set", "lambda=1e-4..1", "--out", "it's"])).toBe(
      "ebm run './my file.yaml' --set lambda=1e-4..1 --out 'it'\\''s'",
    );
  });
});
