import { describe, expect, it } from "vitest";
import { applyOverrides, parseOverrides } from "../../src/config/override.ts";
import { parseSource } from "../../src/config/source.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "./user-message.ts";

const source = parseSource("experiment: x\ninference:\n  steps: 50\nlambda: [0.1]\n", "my.yaml");
const apply = (...texts: string[]) => applyOverrides(source, parseOverrides(texts));
const message = (...texts: string[]) => userMessage(exitCode.usage, () => apply(...texts));

describe("parseOverrides", () => {
  it.each<[string, unknown]>([
    ["a=0.3", 0.3],
    ["a=1e-4", 1e-4],
    ["a=1e-4..1", "1e-4..1"],
    ["a=relu", "relu"],
    ["a=null", null],
    ["a=true", true],
    ["a=[784, 64, 10]", [784, 64, 10]],
    ["a={ solver: euler, steps: 5 }", { solver: "euler", steps: 5 }],
    ['a="0.3"', "0.3"],
    ["a='#1'", "#1"],
    ["a=x=y", "x=y"],
    ["a=.nan", Number.NaN],
  ])("reads the value of %s", (text, value) => {
    expect(parseOverrides([text])).toEqual([{ path: ["a"], value, origin: `--set ${text}` }]);
  });

  it("reports every mistake", () => {
    expect(message("foo", "a..b=3", "=3", "a=", "a=/data #1", "a=*x")).toBe(
      [
        '--set foo: expected key=value, found no "="; write it as in --set inference.stepSize=0.3',
        '--set a..b=3: expected names separated by dots before the "=", found "a..b"; write it as in --set inference.stepSize=0.3',
        '--set =3: expected names separated by dots before the "=", found ""; write it as in --set inference.stepSize=0.3',
        '--set a=: expected a value after the "=", found nothing; write a=null for no value',
        "--set a=/data #1: expected a value, found a comment that begins with #; put the value in quotes inside the shell's quotes",
        "--set a=*x: expected a value, found the alias *x; write the value out",
      ].join("\n"),
    );
    expect(message("a=[1")).toMatch(/^--set a=\[1: expected YAML or JSON, found a mistake in the syntax/);
  });

  it("shortens a long flag in messages", () => {
    const [override] = parseOverrides([`lambda=[${"0.1,".repeat(100)}]`]);
    expect(override?.origin).toHaveLength(80);
  });
});

describe("applyOverrides", () => {
  it("sets, replaces and adds, and leaves the source alone", () => {
    expect(apply("inference.steps=7", "inference.stepSize=0.3", "new.deep=1", "lambda=0.5").data).toEqual({
      experiment: "x",
      inference: { steps: 7, stepSize: 0.3 },
      new: { deep: 1 },
      lambda: 0.5,
    });
    expect(source.data).toEqual({ experiment: "x", inference: { steps: 50 }, lambda: [0.1] });
  });

  it("keeps a key named __proto__ an ordinary, unknown one", () => {
    const { data } = apply("__proto__.polluted=1");
    expect(Object.keys(data)).toContain("__proto__");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("locates overridden values at their flag and the others in the file", () => {
    const { locate } = apply("lambda=[1, 2]", "new.deep=1");
    expect(locate(["lambda", 1], "value")).toMatchObject({ text: "--set lambda=[1, 2]", layer: 1 });
    expect(locate(["new"], "key")).toMatchObject({ text: "--set new.deep=1", layer: 2 });
    expect(locate(["inference", "steps"], "value").text).toBe("my.yaml:3:10");
    expect(locate(["inference"], "value").text).toBe("my.yaml:3:3");
  });

  it("refuses a path through something that isn't a mapping", () => {
    expect(message("experiment.name=1", "lambda.0=0.2")).toBe(
      '--set experiment.name=1: expected a mapping at experiment, found "x"; set experiment as a whole\n' +
        "--set lambda.0=0.2: expected a mapping at lambda, found [0.1]; set lambda as a whole",
    );
  });

  it("refuses a field that is set twice, also as a part of another", () => {
    expect(message("inference.steps=1", "inference.steps=2")).toBe(
      "--set inference.steps=2: expected each field to be set once, found --set inference.steps=1 before it; remove one of them",
    );
    expect(message("inference.steps=1", "inference={}")).toContain("found --set inference.steps=1 before it");
    expect(message("inference={}", "inference.steps=1")).toContain("found --set inference={} before it");
    expect(message("inference.steps=1", "inference.stepSize=1")).toBeNull();
  });
});
