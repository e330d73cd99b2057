import { describe, expect, it } from "vitest";
import { parseSource } from "../../src/config/source.ts";
import { exitCode } from "../../src/errors.ts";
import { expandGrid, readGrid } from "../../src/sweep/grid/resolve.ts";
import type { SweepFlags } from "../../src/sweep/grid/written.ts";
import { userMessage } from "../config/user-message.ts";
import { flags, gridOf, nudgeText } from "./sources.ts";

const valuesOf = (given: Partial<SweepFlags>, text?: string) =>
  gridOf(given, text).axes.map(({ fields }) => fields.map(({ path, values }) => [path, ...values]));

const refusal = (given: Partial<SweepFlags>, text = nudgeText, most = 10_000) =>
  userMessage(exitCode.usage, () => expandGrid(gridOf(given, text), most));

describe("the values of a field", () => {
  it("are a logarithmic grid for a number, with exact ends", () => {
    expect(valuesOf({ lambda: "1e-4..1:log:3" })).toEqual([[["lambda", 1e-4, 0.01, 1]]]);
    expect(valuesOf({ lambda: "1e-4..1" })[0]![0]).toHaveLength(1 + 17); // 4 decades of 4 points, and the end
    expect(valuesOf({ vary: ["inference.stepSize=0.05,0.1,0.3"] })).toEqual([
      [["inference.stepSize", 0.05, 0.1, 0.3]],
    ]);
    expect(valuesOf({ vary: ["inference.stepSize=0.1..0.3:lin:3"] })).toEqual([
      [["inference.stepSize", 0.1, 0.2, 0.3]],
    ]);
  });

  it("are whole numbers for a count, and names for a choice", () => {
    expect(valuesOf({ vary: ["inference.steps=1..4", "network.activation=relu,tanh"] })).toEqual([
      [["inference.steps", 1, 2, 3, 4]],
      [["network.activation", "relu", "tanh"]],
    ]);
  });

  it("are YAML for anything else", () => {
    expect(valuesOf({ vary: ["network.sizes=[784, 4, 10], [784,8,10]"] })).toEqual([
      [["network.sizes", [784, 4, 10], [784, 8, 10]]],
    ]);
  });

  it.each([
    ["nothing", { lambda: "" }, /--lambda : grid "": expected at least one point, found none/],
    [
      "an inverted range",
      { lambda: "1..1e-4" },
      /smaller end of a range first, found 1\.\.1e-4; write 1e-4\.\.1/,
    ],
    ["a range across 0", { lambda: "-1..1" }, /both ends of a logarithmic range above 0, found -1\.\.1/],
    [
      "λ = 0",
      { lambda: "0,0.1" },
      /λ other than 0 \(the estimate divides by λ\), found 0; write a smaller λ/,
    ],
    [
      "a choice that isn't there",
      { vary: ["network.activation=relu,tan"] },
      /found "tan"; did you mean tanh\?/,
    ],
    [
      "a list without brackets",
      { vary: ["network.sizes=784,4,10"] },
      /lists in brackets, separated by commas, found 784/,
    ],
    ["a value outside its range", { vary: ["inference.stepSize=-1,1"] }, /found -1/],
    ["a fraction of a step", { vary: ["inference.steps=1.5"] }, /whole numbers, found 1\.5/],
    [
      "a value twice",
      { vary: ["network.sizes=[784,4,10],[784,4,10]"] },
      /each value once, found \[784,4,10\] twice/,
    ],
    ["an unknown field", { vary: ["inference.stepsize=1"] }, /unknown key; did you mean stepSize/],
    ["a mapping", { vary: ["inference=euler"] }, /vary inference\.solver, inference\.stepSize/],
    ["seeds", { vary: ["seeds=0..3"] }, /write --seeds 0\.\.19/],
    ["the experiment", { vary: ["experiment=a,b"] }, /one experiment/],
    ["the dataset", { vary: ["dataset.dir=a,b"] }, /one dataset/],
    ["seeds that are none", { seeds: "-1..3" }, /--seeds -1\.\.3: seeds: expected seeds from 0/],
  ])("are refused: %s", (_name, given, message) => {
    expect(refusal(given)).toMatch(message);
  });

  it("name each mistake once, all at once", () => {
    const message = refusal({ vary: ["inference.stepSize=-1,1", "network.activation=tan"], lambda: "0,1" })!;
    expect(message.split("\n")).toHaveLength(3);
    expect(message).toMatch(/--vary inference\.stepSize.*\n.*--vary network\.activation.*\n.*--lambda/s);
  });
});

describe("a grid", () => {
  it("is the product of its axes, λ running fastest", () => {
    const points = expandGrid(gridOf({ lambda: "0.1,0.2", vary: ["inference.stepSize=0.1,0.3"] }), 4);
    expect(points.map(({ values }) => [values["inference.stepSize"], values.lambda])).toEqual([
      [0.1, 0.1],
      [0.1, 0.2],
      [0.3, 0.1],
      [0.3, 0.2],
    ]);
  });

  it("puts each point's values into the config, λ as a list where the config has one", () => {
    const [point] = expandGrid(gridOf({ lambda: "0.3", seeds: "4" }), 1);
    expect(point!.config).toMatchObject({ lambda: [0.3], seeds: [4], inference: { stepSize: 0.1 } });
    const text = "experiment: energy-evolution\n";
    expect(expandGrid(gridOf({ lambda: "0.3" }, text), 1)[0]!.config).toMatchObject({ lambda: 0.3 });
  });

  it("pairs values with --zip", () => {
    const zip = ["inference.stepSize=0.1,0.3, inference.steps=150,50"];
    const points = expandGrid(gridOf({ zip, lambda: "0.1,1" }), 4);
    expect(points.map(({ values }) => Object.values(values))).toEqual([
      [0.1, 150, 0.1],
      [0.1, 150, 1],
      [0.3, 50, 0.1],
      [0.3, 50, 1],
    ]);
  });

  it.each([
    [
      "pairs of different lengths",
      { zip: ["inference.stepSize=0.1,0.3,inference.steps=1,2,3"] },
      /2 for inference\.stepSize and 3 for inference\.steps/,
    ],
    [
      "a pair of one",
      { zip: ["inference.stepSize=0.1,0.3"] },
      /at least two fields.*or --vary inference\.stepSize=0\.1,0\.3/,
    ],
    [
      "fields that are varied in one flag",
      { vary: ["inference.stepSize=0.1,0.3,inference.steps=1,2"] },
      /one field, found several.*or --zip inference\.stepSize=0\.1,0\.3,inference\.steps=1,2/,
    ],
    [
      "pairs without a comma",
      { zip: ["inference.stepSize=0.1,0.3 inference.steps=1,2"] },
      /expected a comma before each field/,
    ],
    ["a field without values", { vary: ["inference.stepSize"] }, /expected field=values, found no "="/],
    ["values without a field", { vary: ["=0.1"] }, /a field's name before the "=", found ""/],
    [
      "a field twice",
      { vary: ["inference.steps=1", "inference.steps=2"] },
      /--vary inference\.steps=2: expected each field to be varied once/,
    ],
    [
      "λ twice",
      { lambda: "0.1", vary: ["lambda=0.2"] },
      /varied once, found lambda in --vary lambda=0\.2 before it/,
    ],
    ["nothing to vary", {}, /this one varies nothing/],
  ])("is refused: %s", (_name, given, message) => {
    expect(refusal(given)).toMatch(message);
  });

  it("is refused when a fixed field is varied too", () => {
    const set = [{ path: ["inference", "steps"], value: 9, origin: "--set inference.steps=9" }];
    const grid = readGrid(parseSource(nudgeText, "s.yaml"), set, flags({ vary: ["inference.steps=1,2"] }));
    expect(userMessage(exitCode.usage, () => expandGrid(grid, 9))).toMatch(
      /--vary inference\.steps=1,2: expected each field to be set once, found --set inference\.steps=9/,
    );
  });

  it("is refused when too large, before any point is made", () => {
    const given = {
      lambda: "1e-4..1:log:1000",
      vary: ["inference.steps=1..1000", "inference.stepSize=1e-9..1:log:99999"],
    };
    expect(refusal(given)).toBe(
      "expected a grid of at most 10000 cells (--max-cells), found 1000 × 99999 × 1000 = 99999000000 points, each with a cell or more; vary less, or raise --max-cells",
    );
  });

  it("may vary the seeds alone", () => {
    expect(expandGrid(gridOf({ seeds: "3..5" }), 1)[0]!.config.seeds).toEqual([3, 4, 5]);
  });
});

describe("a sweep: block", () => {
  const block = `${nudgeText}sweep:
  lambda: 0.1..1:log:2
  vary: { network.activation: [relu, tanh] }
  zip: [{ inference.stepSize: [0.1, 0.3], inference.steps: [150, 50] }]
  seeds: 7..8
`;

  it("says what the flags say", () => {
    const said = {
      lambda: "0.1..1:log:2",
      seeds: "7..8",
      vary: ["network.activation=relu,tanh"],
      zip: ["inference.stepSize=0.1,0.3,inference.steps=150,50"],
    };
    expect(expandGrid(gridOf({}, block), 8)).toEqual(expandGrid(gridOf(said), 8));
  });

  it("gives way to a flag of the same field", () => {
    expect(valuesOf({ lambda: "0.5", vary: ["network.activation=linear"] }, block)).toEqual([
      [["network.activation", "linear"]],
      [
        ["inference.stepSize", 0.1, 0.3],
        ["inference.steps", 150, 50],
      ],
      [["lambda", 0.5]],
    ]);
  });

  it.each([
    [
      "an unknown key",
      "sweep: { varry: {} }",
      /small\.yaml:5:10: sweep\.varry: unknown key; did you mean vary/,
    ],
    [
      "a value that doesn't fit",
      "sweep: { vary: { inference.steps: [1.5] } }",
      /small\.yaml:5:\d+: inference\.steps: expected a whole number, found 1\.5/,
    ],
    ["an empty list", "sweep: { lambda: [] }", /small\.yaml:5:18: lambda: expected at least one value/],
  ])("is refused: %s", (_name, line, message) => {
    expect(refusal({}, `${nudgeText}${line}\n`)).toMatch(message);
  });

  it("is refused when a flag would part a pair", () => {
    expect(refusal({ vary: ["inference.steps=3"] }, block)).toMatch(
      /--vary inference\.steps=3: .*found inference\.steps, which small\.yaml:\d+:\d+ pairs with inference\.stepSize/,
    );
  });
});
