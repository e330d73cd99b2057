import { readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

const folder = temporaryFolder();
writeConfig(folder, "tiny", tiny);
writeConfig(folder, "layers", [
  "experiment: nudge-sweep",
  "network:",
  "  input: [784]",
  "  layers:",
  "    - { kind: dense, units: 8 }",
  "    - { kind: dense, units: 11 }",
]);
const cores = availableParallelism();
const elsewhere = (name: string) =>
  `\`ebm list\` shows them all, and a config file is named by its path, as in ./${name}.yaml`;
const whole = (found: string) =>
  `--workers ${found}: expected a whole number of at least 1, found "${found}"; leave it out for all ${cores} available cores`;

/** Arguments, separated by spaces, and all that stderr says. */
const mistakes: readonly (readonly [command: string, message: string])[] = [
  ["rum fig3a", "unknown command 'rum'; did you mean run?"],
  ["run", "missing required argument 'name'; see `ebm run --help`"],
  ["run fig3a fig3b", "too many arguments for 'run': expected 1 argument but got 2; see `ebm run --help`"],
  ["run fig3a --worker 2", "unknown option '--worker'; did you mean --workers?"],
  ["run fig3a --nothing-like-it", "unknown option '--nothing-like-it'; see `ebm run --help`"],
  ["run fig3a --out", "option '--out <dir>' argument missing; see `ebm run --help`"],
  ["run fig3a --out a --out b", "--out: expected this flag once, found it twice; remove one of them"],
  ["run fig3a --quiet --quiet", "--quiet: expected this flag once, found it twice; remove one of them"],
  ["run fig3a --workers 0", whole("0")],
  ["run fig3a --workers x", whole("x")],
  ["run fig3a --workers 1.5", whole("1.5")],
  ["run fig3a --workers -1", whole("-1")],
  [
    "run fig3a --precision float46",
    '--precision float46: expected float64 or float32, found "float46"; did you mean float64?',
  ],
  [
    "run fig3a --precision float32 --set precision=float64",
    "--precision float32: expected each field to be set once, found --set precision=float64 before it; remove one of them",
  ],
  [
    "run fig3a --check --dry-run",
    "option '--check' cannot be used with option '--dry-run'; see `ebm run --help`",
  ],
  ["run fig3z", `unknown figure "fig3z"; did you mean fig3a? ${elsewhere("fig3z")}`],
  // No figure is so near that it was meant.
  ["describe fig9", `unknown figure "fig9"; ${elsewhere("fig9")}`],
  [
    "sweep all --lambda 1e-3..1",
    "expected one figure or config file, found all; name one, as in fig3a (`ebm run all` computes the paper's figures)",
  ],
  // The advice of each is taken: --set lambda=0.1, and 0..19.
  ["run ./tiny.yaml lambda=0.1", "expected a flag before lambda=0.1, found none; write --set lambda=0.1"],
  [
    "run ./tiny.yaml --set seeds=-1",
    "--set seeds=-1: seeds: expected whole numbers from 0 to 4294967295, as a list or a range, found -1; write 0..19 for twenty seeds",
  ],
  [
    "run ./layers.yaml",
    "./layers.yaml:6:7: network.layers[1]: expected 10 outputs, one for each class of the labels, found 11; write 10",
  ],
  ["run something", `unknown figure "something"; ${elsewhere("something")}`],
  [
    "describe nudge-sweeep",
    `unknown figure "nudge-sweeep"; did you mean nudge-sweep? ${elsewhere("nudge-sweeep")}`,
  ],
  [
    "run ./absent.yaml",
    "./absent.yaml: expected a config file, found none; check the path, or see `ebm list` for the figures",
  ],
  ["run .", ".: expected a config file, found a folder; name a .yaml or .json file in it"],
  [
    "run ./tiny.yaml --set network.sizes=[783,5,10]",
    "--set network.sizes=[783,5,10]: network.sizes: expected 784 inputs, one for each pixel of the 28 × 28 images, found 783; write [784, 5, 10]",
  ],
];

/** Fields that may all be wrong at once, and what is said of each. */
const wrongFields: readonly (readonly [set: string, message: string])[] = [
  ["lamda=1", "lamda: unknown key; did you mean lambda?"],
  [
    "inference.stepSize=-0.1",
    "inference.stepSize: expected a number above 0, found -0.1; leave it out for the default, 0.1",
  ],
  [
    "inference.steps=fast",
    'inference.steps: expected a number, found "fast"; leave it out for the default, 50',
  ],
  [
    "inference.tolerance=.nan",
    "inference.tolerance: expected a finite number, found .nan; leave it out for the default, 1e-12",
  ],
  [
    "lambda=0..1",
    'lambda: grid "0..1": expected both ends of a logarithmic range above 0, found 0..1 (a range is logarithmic unless it says lin); write 0..1:lin:11, or start above 0 as in 1e-4..1',
  ],
  [
    "network.sizes=[784,0,10]",
    "network.sizes[1]: expected a layer of at least 1 unit, found 0; give it units, or remove the layer",
  ],
  ["seeds=[]", "seeds: expected at least one entry, found []; write the numbers between the brackets"],
];

describe("bad input", () => {
  it.concurrent.each(mistakes)("ebm %s: one message and exit 2", async (command, message) => {
    const { code, stdout, stderr } = await ebm(folder, ...command.split(" "));
    expect({ code, stdout, stderr }).toEqual({ code: exitCode.usage, stdout: "", stderr: `${message}\n` });
  });

  it("says all the mistakes of the flags at once, one line each", async () => {
    const flags = wrongFields.flatMap(([set]) => ["--set", set]);
    const { code, stdout, stderr } = await ebm(folder, "run", "./tiny.yaml", ...flags);
    expect({ code, stdout }).toEqual({ code: exitCode.usage, stdout: "" });
    expect(stderr.trimEnd().split("\n")).toEqual(
      wrongFields.map(([set, message]) => `--set ${set}: ${message}`),
    );
  });

  it.each([
    ["[]", "lambda: expected at least one entry, found []; write the numbers between the brackets"],
    [
      "[0,1]",
      "lambda[0]: expected a λ other than 0 (the estimate divides by λ), found 0; write a smaller λ instead, such as 1e-4",
    ],
  ])("refuses λ = %s", async (lambda, message) => {
    const { code, stderr } = await ebm(folder, "run", "./tiny.yaml", "--set", `lambda=${lambda}`);
    expect({ code, stderr }).toEqual({
      code: exitCode.usage,
      stderr: `--set lambda=${lambda}: ${message}\n`,
    });
  });

  it("says all the mistakes of a file at once, each with its place", async () => {
    const config = writeConfig(folder, "bad", [
      "experiment: nudge-sweep",
      "seeds: []",
      "network: { sizes: [784, 0, 10], activaton: relu }",
      "inference:",
      "  stepSize: -1",
    ]);
    const { code, stderr } = await ebm(folder, "validate", config);
    expect(code).toBe(exitCode.usage);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "./bad.yaml:2:8: seeds: expected at least one entry, found []; write the numbers between the brackets",
      "./bad.yaml:3:25: network.sizes[1]: expected a layer of at least 1 unit, found 0; give it units, or remove the layer",
      "./bad.yaml:3:33: network.activaton: unknown key; did you mean activation?",
      "./bad.yaml:5:13: inference.stepSize: expected a number above 0, found -1; leave it out for the default, 0.1",
    ]);
  });

  it("places sizes that don't fit the data at their line", async () => {
    const config = writeConfig(folder, "unfit", [
      "experiment: nudge-sweep",
      "network:",
      "  sizes: [10, 5, 10]",
    ]);
    const { code, stderr } = await ebm(folder, "run", config);
    expect(code).toBe(exitCode.usage);
    expect(readdirSync(folder)).not.toContain("results");
    expect(stderr).toMatch(/^\.\/unfit\.yaml:3:10: network\.sizes: expected 784 inputs, [^\n]*\n$/);
  });

  it("says once what is wrong with every figure", async () => {
    const { code, stderr } = await ebm(folder, "run", "all", "--set", "inference.stepSize=0");
    expect(code).toBe(exitCode.usage);
    expect(stderr).toBe(
      "--set inference.stepSize=0: inference.stepSize: expected a number above 0, found 0; leave it out for the default, 0.1 (fig2a, fig2b, fig2c, fig3a, fig3b, fig3c)\n",
    );
  });

  it("names the configs of an experiment that was given in place of one", async () => {
    const { code, stderr } = await ebm(folder, "run", "training-accuracy");
    expect(code).toBe(exitCode.usage);
    expect(stderr).toMatch(
      /^expected a figure or a config file, found the experiment training-accuracy; name a config of it: fig3b, [^\n]*\n$/,
    );
  });

  it("names the line of a file that isn't YAML", async () => {
    writeFileSync(join(folder, "broken.yaml"), "experiment: [\n");
    const { code, stderr } = await ebm(folder, "run", "./broken.yaml");
    expect(code).toBe(exitCode.usage);
    expect(stderr).toMatch(/^\.\/broken\.yaml:\d+:\d+: expected YAML or JSON, found a mistake [^\n]*\n$/);
  });

  it("refuses a name that would hide its result folder", async () => {
    writeFileSync(join(folder, ".cells.yaml"), "experiment: nudge-sweep\n");
    const { code, stderr } = await ebm(folder, "run", "./.cells.yaml");
    expect(code).toBe(exitCode.usage);
    expect(stderr).toContain('found ".cells"; the name of a config is that of its result: rename the file');
    // `..` would be the parent of the results.
    writeFileSync(join(folder, "...yaml"), "experiment: nudge-sweep\n");
    const parent = await ebm(folder, "run", "./...yaml");
    expect(parent.code).toBe(exitCode.usage);
    expect(parent.stderr).toContain('found ".."; the name of a config');
    const long = await ebm(folder, "sweep", "./tiny.yaml", "--lambda", "1", "--name", "長い名前".repeat(8));
    expect(long.code).toBe(exitCode.usage);
    expect(long.stderr).toContain("a result's name of at most 180 letters");
  });

  it("is one JSON object with --json, whatever is wrong", async () => {
    const [flag, field] = await Promise.all([
      ebm(folder, "run", "fig3a", "--json", "--workers", "0"),
      ebm(folder, "run", "./tiny.yaml", "--json", "--set", "seeds=[-1]"),
    ]);
    expect([flag.code, field.code]).toEqual([exitCode.usage, exitCode.usage]);
    expect(JSON.parse(flag.stdout)).toEqual({ error: { code: exitCode.usage, message: whole("0") } });
    expect(JSON.parse(field.stdout).error.message).toMatch(/^--set seeds=\[-1\]: seeds\[0\]: expected /);
  });
});
