// docs/own-experiment.md is carried out: its example runs, and has whatever the built-in experiments have.
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../src/report/result/csv.ts";
import { type Ended, ebm, temporaryFolder } from "../cli/ebm.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(root, "docs/own-experiment.md"), "utf8");
const example = readFileSync(join(root, "examples/weight-scale.mjs"), "utf8");

const rowsIn = (folder: string, name: string) => {
  const file = join(folder, "results", name, `${name}.csv`);
  return parseCsv(readFileSync(file, "utf8"), file).rows;
};

/** The cells that a command would compute. */
const todo = ({ stdout }: Ended): number =>
  stdout.split("\n").filter((line) => line.startsWith("todo")).length;

describe("the page", () => {
  it("has the example as it is, in at most sixty lines", () => {
    expect(page).toContain(`\`\`\`js\n${example}\`\`\``);
    expect(example.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  });

  it("names what the program has for experiments", () => {
    const api = readFileSync(join(root, "src/experiments/own/api.ts"), "utf8");
    for (const name of ["defineExperiment", "checkOneImage", "figure", "meanBand"])
      expect(api).toContain(name);
  });
});

describe("the example", () => {
  const folder = temporaryFolder();
  const small = ["--set", "seeds=[0]", "--set", "network.sizes=[784,4,3,10]", "--workers", "1", "--quiet"];
  const named = ["./weight-scale.mjs", "--set", "scales=[1,2]", ...small, "--name", "own"];

  beforeAll(async () => {
    cpSync(join(root, "examples/weight-scale.mjs"), join(folder, "weight-scale.mjs"));
    const { code, stderr } = await ebm(folder, "run", ...named);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it("writes a result like any other, whose manifest knows the module", () => {
    expect(readdirSync(join(folder, "results", "own"))).toEqual(
      expect.arrayContaining(["config.yaml", "manifest.json", "own.csv", "own.png", "own.vl.json"]),
    );
    const manifest = JSON.parse(readFileSync(join(folder, "results/own/manifest.json"), "utf8"));
    expect(manifest.experiment).toBe("./weight-scale.mjs");
    expect(manifest.inputs["./weight-scale.mjs"]).toMatch(/^[0-9a-f]{64}$/);
    expect(manifest.outcomes).toEqual({ converged: 2 });
  });

  it("at scale 1 has the numbers of nudge-sweep, to the last bit", async () => {
    writeFileSync(
      join(folder, "twin.yaml"),
      "experiment: nudge-sweep\nseeds: [0]\nlambda: 0.01\nnetwork: { sizes: [784, 4, 3, 10], activation: tanh }\ninference: { solver: equilibrium }\n",
    );
    expect((await ebm(folder, "run", "./twin.yaml", "--workers", "1", "--quiet")).code).toBe(0);
    const [twin] = rowsIn(folder, "twin");
    const [own, larger] = rowsIn(folder, "own");
    expect(own).toMatchObject({ scale: 1, relative_distance: twin!.relative_distance, cosine: twin!.cosine });
    // Larger weights carry the loss further down.
    expect(Number(larger!.relative_distance)).toBeGreaterThan(Number(own!.relative_distance));
  });

  it("is resumed, swept, checked, described and validated", async () => {
    expect(todo(await ebm(folder, "run", ...named, "--dry-run"))).toBe(0);
    const sweep = ["sweep", "./weight-scale.mjs", ...small, "--set", "scales=[1]", "--lambda", "0.01,0.1"];
    expect(todo(await ebm(folder, ...sweep, "--dry-run"))).toBe(1); // λ = 0.01 is there already
    expect((await ebm(folder, "run", ...named, "--check")).stdout).toMatch(/^same {2}own/);
    expect((await ebm(folder, "validate", "./weight-scale.mjs")).code).toBe(0);
    const { stdout } = await ebm(folder, "describe", "./weight-scale.mjs");
    expect(stdout).toContain("How does the error of PC-Nudge depend on the scale of the weights?");
    expect(stdout).toContain("Columns of weight-scale.csv");
    expect(stdout).toContain("ebm run ./weight-scale.mjs --set field=value");
  });

  it("is in reports and comparisons, by the config that its result keeps", async () => {
    expect((await ebm(folder, "compare", "own", "own")).code).toBe(0);
    expect((await ebm(folder, "report", "own", "--quiet")).code).toBe(0);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("what every weight is multiplied by");
  });

  it("is known by what it loads: a changed module is computed again", async () => {
    const file = join(folder, "weight-scale.mjs");
    writeFileSync(file, example.replace("linalg.scale(scale,", "linalg.scale(2 * scale,"));
    expect(todo(await ebm(folder, "run", ...named, "--dry-run"))).toBe(2);
    writeFileSync(file, example);
    expect(todo(await ebm(folder, "run", ...named, "--dry-run"))).toBe(0);
  });
});

describe("a module that", () => {
  const folder = temporaryFolder();
  const column = '{ name: "y", unit: "m", meaning: "it" }';
  const parts = (own: Readonly<Record<string, string>>): string => {
    const all = {
      question: '"Why?"',
      fields: "{}",
      tables: `{ rows: [${column}] }`,
      cells: '() => [{ settings: {}, label: "one" }]',
      measure: "() => [{ y: 1 }]",
      ...own,
    };
    const lines = Object.entries(all).map(([key, value]) => `  ${key}: ${value},`);
    return `import { defineExperiment } from "ebm-lab";\nexport default defineExperiment({\n${lines.join("\n")}\n});\n`;
  };

  it.each([
    [
      "exports nothing",
      "export const a = 1;",
      /^\.\/bad\.mjs: expected a default export, found none; write /,
    ],
    [
      "exports something else",
      "export default 3;",
      /^\.\/bad\.mjs:1: expected what defineExperiment returns/,
    ],
    ["has no measure", parts({ measure: "3" }), /^\.\/bad\.mjs:2: measure: expected a function$/],
    [
      "has a field that is none",
      parts({ fields: "{ a: 1 }" }),
      /^\.\/bad\.mjs:2: fields\.a: expected a field made with z/,
    ],
    [
      "has a column without its unit",
      parts({ tables: '{ rows: [{ name: "y", meaning: "it" }] }' }),
      /^\.\/bad\.mjs:5: tables\.rows\.0\.unit: expected a unit, or dimensionless$/,
    ],
    [
      "fails in its cells",
      parts({ cells: "() => null.x" }),
      /^\.\/bad\.mjs:6:\d+: cells failed: .*; mend it there$/,
    ],
    [
      "has settings that are no JSON",
      parts({ cells: '() => [{ settings: { f: () => 1 }, label: "one" }]' }),
      /^\.\/bad\.mjs:6: cells\[0\]\.settings: expected plain JSON/,
    ],
    [
      "has a mistake in its syntax",
      "export default (;\n",
      /^\S*bad\.mjs:1: expected a module that can be imported/,
    ],
    [
      "reads the clock's neighbours",
      "process.env.HOME;",
      /it uses process\.env, which no cell's identity knows of/,
    ],
  ])("%s is refused with its place", async (_, source, message) => {
    writeFileSync(join(folder, "bad.mjs"), source);
    const { code, stderr } = await ebm(folder, "run", "./bad.mjs", "--dry-run");
    expect(stderr.trim()).toMatch(message);
    expect(code).toBe(2);
  });

  it("fails while it measures, fails with its place, and its other cells go on", async () => {
    const measure = '({ k }) => { if (k === 0) throw new Error("no"); return [{ y: k === 1 ? NaN : k }]; }';
    const cells = '() => [0, 1, 2].map((k) => ({ settings: { k }, label: "k " + k }))';
    writeFileSync(join(folder, "bad.mjs"), parts({ measure, cells }));
    const { code, stderr } = await ebm(folder, "run", "./bad.mjs", "--workers", "1");
    expect(code).toBe(1);
    expect(stderr).toMatch(/\.\/bad\.mjs:7:\d+: measure failed: no; mend it there/);
    expect(stderr).toMatch(
      /\.\/bad\.mjs:7: expected a finite number, a text or null in y, found NaN; write null/,
    );
    expect(stderr).toContain("2 of 3 cells failed");
  });
});
