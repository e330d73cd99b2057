import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSource, readSource } from "../../src/config/source.ts";
import { exitCode } from "../../src/errors.ts";
import { withFolder } from "../data/idx-files.ts";
import { userMessage } from "./user-message.ts";

const syntaxMessage = (text: string) => userMessage(exitCode.usage, () => parseSource(text, "my.yaml"));

describe("parseSource", () => {
  it("reads YAML 1.2: no numbers or booleans by surprise", () => {
    const text = "a: 1e-4\nb: 0..19\nc: yes\nd: off\ne: 010\nf: 1_000\ng: .nan\nh: [1, 2]\ni:\nj: 12:30\n";
    expect(parseSource(text, "my.yaml").data).toEqual({
      a: 0.0001,
      b: "0..19",
      c: "yes",
      d: "off",
      e: 10,
      f: "1_000",
      g: Number.NaN,
      h: [1, 2],
      i: null,
      j: "12:30",
    });
  });

  it("reads JSON, also when it's indented with tabs or begins with a byte order mark", () => {
    const text = '\uFEFF{\n\t"a": 1e-4,\n\t"b": { "c": [true, null] }\n}\n';
    const source = parseSource(text, "my.json");
    expect(source.data).toEqual({ a: 0.0001, b: { c: [true, null] } });
    expect(source.locate(["b", "c"], "value").text).toBe("my.json:3:14");
  });

  const text = "experiment: x\nnetwork:\n  sizes: [784, 0, 10]\n  deep:\n    - { a: 1 }\nempty:\n";
  it.each<[(string | number)[], "key" | "value", string]>([
    [["experiment"], "value", "my.yaml:1:13"],
    [["experiment"], "key", "my.yaml:1:1"],
    [["network"], "value", "my.yaml:3:3"],
    [["network", "sizes"], "key", "my.yaml:3:3"],
    [["network", "sizes"], "value", "my.yaml:3:10"],
    [["network", "sizes", 1], "value", "my.yaml:3:16"],
    [["network", "deep", 0, "a"], "value", "my.yaml:5:12"],
    [["empty"], "key", "my.yaml:6:1"],
    [["empty"], "value", "my.yaml:6:7"],
    [["missing"], "value", "my.yaml:1:1"],
    [["network", "missing"], "value", "my.yaml:3:3"],
    [["experiment", "inside"], "value", "my.yaml:1:13"],
    [[], "value", "my.yaml:1:1"],
  ])("locates the %j (%s) at %s", (path, part, place) => {
    expect(parseSource(text, "my.yaml").locate(path, part).text).toBe(place);
  });

  it.each([
    ["", "my.yaml: expected a config, found an empty file; begin with `experiment: <name>` (see `ebm list`)"],
    [
      "# only a comment\n",
      "my.yaml: expected a config, found an empty file; begin with `experiment: <name>` (see `ebm list`)",
    ],
    ["\n- 1\n", "my.yaml:2:1: expected `key: value` lines, found a list; begin with `experiment: <name>`"],
    [
      "hello",
      "my.yaml:1:1: expected `key: value` lines, found a single value; begin with `experiment: <name>`",
    ],
    ["a: 1\n\ttab: 2\n", "my.yaml:2:1: expected spaces at the start of the line, found a tab; use spaces"],
    [
      "a: 1\n---\nb: 2\n",
      "my.yaml:2:1: expected one config in a file, found a second after `---`; give it a file of its own",
    ],
    ["a: &x 1\nb: *x\n", "my.yaml:2:4: expected a value, found the alias *x; write the value out"],
    ["a: *nowhere\n", "my.yaml:1:4: expected a value, found the alias *nowhere; write the value out"],
    [
      "a: 1\n? [1, 2]\n: 3\n",
      "my.yaml:2:3: expected a name before the colon, found a list, a mapping or nothing; write the key's name",
    ],
    ['{"a": 1, "a": 2}', 'my.yaml:1:10: expected each key once, found "a" a second time; keep one of them'],
  ])("refuses %j", (written, message) => {
    expect(syntaxMessage(written)).toBe(message);
  });

  it("reports duplicate keys, of many the first ten", () => {
    const many = syntaxMessage("seeds: 1\n".repeat(31))!.split("\n");
    expect(many).toHaveLength(11);
    expect(many[9]).toMatch(/^my\.yaml:11:1: expected each key once/);
    expect(many[10]).toBe("my.yaml: and 20 more");
    expect(syntaxMessage("seeds: 1\nb:\n  c: 1\n  c: 2\nseeds: 2\n")).toBe(
      'my.yaml:4:3: expected each key once, found "c" a second time; keep one of them\n' +
        'my.yaml:5:1: expected each key once, found "seeds" a second time; keep one of them',
    );
  });

  it.each(["a: [1\nb: 2\n", "a: {", "a: b: c\n", "a: @x", "a: 'x\n", "a: 1\nb\nc: 2", "a: !number 3\n"])(
    "locates the mistake in the syntax of %j",
    (written) => {
      expect(syntaxMessage(written)).toMatch(
        /^my\.yaml:\d+:\d+: expected YAML or JSON, found a mistake in the syntax \(.+\); check brackets, quotes and indentation/,
      );
    },
  );
});

describe("readSource", () => {
  it("reads a file and keeps its name as it was given", () => {
    withFolder((folder) => {
      const path = join(folder, "my.yaml");
      writeFileSync(path, "experiment: x\n");
      expect(readSource(path)).toMatchObject({ name: path, data: { experiment: "x" } });
    });
  });

  it("refuses what isn't a text file", () => {
    withFolder((folder) => {
      mkdirSync(join(folder, "configs"));
      writeFileSync(join(folder, "figure.png"), Uint8Array.of(0x89, 0x50, 0x4e, 0x47));
      const message = (name: string) =>
        userMessage(exitCode.usage, () => readSource(join(folder, name)))?.replace(folder, "");
      expect(message("none.yaml")).toBe(
        "/none.yaml: expected a config file, found none; check the path, or see `ebm list` for the figures",
      );
      expect(message("configs")).toBe(
        "/configs: expected a config file, found a folder; name a .yaml or .json file in it",
      );
      expect(message("figure.png")).toBe(
        "/figure.png: expected YAML or JSON in UTF-8, found other bytes; name a config file, or save it as UTF-8",
      );
    });
  });
});
