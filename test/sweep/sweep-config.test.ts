import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { hashOf } from "../../src/config/canonical.ts";
import { configYaml } from "../../src/figure/configs/resolved-config.ts";
import { expandGrid } from "../../src/sweep/grid/resolve.ts";
import type { SweepFlags } from "../../src/sweep/grid/written.ts";
import { sweepConfig, sweepConfigSchema } from "../../src/sweep/sweep-config.ts";
import { gridOf, nudgeText } from "./sources.ts";

const configOf = (given: Partial<SweepFlags>, text?: string) => {
  const grid = gridOf(given, text);
  return sweepConfig(grid.axes, expandGrid(grid, 1000)[0]!.config);
};

const given = {
  lambda: "1e-4..1",
  vary: ["network.activation=relu,tanh"],
  zip: ["inference.stepSize=0.1,0.3,inference.steps=150,50"],
};

describe("the config of a sweep", () => {
  it("holds the values of each field that varies, and the field nowhere else", () => {
    const config = configOf({ ...given, lambda: "0.1,1" });
    expect(config.sweep).toEqual({
      lambda: [0.1, 1],
      vary: { "network.activation": ["relu", "tanh"] },
      zip: [{ "inference.stepSize": [0.1, 0.3], "inference.steps": [150, 50] }],
    });
    expect(config).not.toHaveProperty("lambda");
    expect(Object.keys((config as never as { inference: object }).inference)).toEqual([
      "solver",
      "order",
      "tolerance",
      "maxIterations",
      "starts",
      "readout",
    ]);
  });

  it.each([
    ["all kinds of axes", given],
    ["seeds alone", { seeds: "3..9" }],
  ])("is the same when it is read again: %s", (_name, flags) => {
    const config = configOf(flags);
    const read = sweepConfigSchema().parse(parse(configYaml(config)));
    expect(hashOf(read)).toBe(hashOf(config));
  });

  it("doesn't depend on what the file says of a field that varies", () => {
    const other = nudgeText.replace("[0.1, 1]", "[0.3]");
    expect(configOf(given, other)).toEqual(configOf(given));
    const larger = nudgeText.replace("784, 4, 10", "784, 5, 10");
    expect(configOf(given, larger)).not.toEqual(configOf(given));
  });

  it("is not that of a plain config", () => {
    expect(sweepConfigSchema().safeParse(parse(nudgeText)).success).toBe(false);
  });
});
