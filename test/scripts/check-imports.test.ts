import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/check-imports.mjs", import.meta.url));

/** Exit code and lines of the check on a tree of files, by their paths in `src`. */
const check = (files: Readonly<Record<string, string>>): { code: number | null; lines: string[] } => {
  const root = mkdtempSync(join(tmpdir(), "ebm-imports-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(root, "src", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, root], { encoding: "utf8" });
    return { code: status, lines: `${stdout}${stderr}`.trim().split("\n") };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const errors = "export const exitCode = 0;\n";

describe("check-imports", () => {
  it("accepts a tree that imports downwards", () => {
    const { code, lines } = check({
      "errors.ts": errors,
      "linalg/linalg.ts": 'import { exitCode } from "../errors.ts";\nexport const linalg = exitCode;\n',
      "energy/energy.ts": 'import { linalg } from "../linalg/linalg.ts";\nexport const energy = linalg;\n',
      "experiments/experiment.ts":
        'import type { data } from "../data/data.ts";\nexport type Row = typeof data;\n',
      "experiments/one.chart.ts": 'import { chart } from "../report/chart.ts";\nexport const one = chart;\n',
      "report/chart.ts":
        'import type { Row } from "../experiments/experiment.ts";\nexport const chart: Row = 1;\n',
      "data/data.ts":
        'import { readFileSync } from "node:fs";\nexport const data: number = readFileSync.length;\n',
      "cli/main.ts":
        'export * from "../experiments/one.chart.ts";\nexport { energy } from "../energy/energy.ts";\n',
      "linalg/assembly/index.ts": 'import { anything } from "../../cli/main.ts";\n',
    });
    expect(lines).toEqual(["8 files import in one direction"]);
    expect(code).toBe(0);
  });

  it.each([
    ["upwards in the mathematics", "energy/a.ts", "../inference/b.ts", "energy must not import inference"],
    ["mathematics from the report", "report/a.ts", "../energy/b.ts", "report must not import energy"],
    [
      "an experiment from the config",
      "config/a.ts",
      "../experiments/b.ts",
      "config must not import experiments",
    ],
    ["data from the energy", "energy/a.ts", "../data/b.ts", "energy must not import data"],
    ["the command line from anywhere", "run/a.ts", "../cli/b.ts", "run must not import cli"],
    [
      "the report from an experiment that is no chart",
      "experiments/a.ts",
      "../report/b.ts",
      "experiments must not import report",
    ],
    [
      "something from outside",
      "config/a.ts",
      "../../scripts/b.ts",
      "src imports nothing from outside itself",
    ],
  ])("refuses %s, however it is written", (_, file, target, rule) => {
    const statements = [
      `import { b } from "${target}";`,
      `import {\n  type b,\n} from "${target}";`,
      `export * from "${target}";`,
      `import "${target}";`,
      `const b = await import("${target}");`,
      `import type { b } from "${target}";`,
    ];
    const names = statements.map((_, i) => file.replace("a.ts", `a${i}.ts`));
    const files = statements.map((statement, i) => [names[i]!, `// one line above\n${statement}\n`] as const);
    const { code, lines } = check(Object.fromEntries(files));
    expect(code).toBe(1);
    expect(lines.length).toBe(statements.length);
    lines.forEach((line, i) => {
      expect(line.startsWith(`src/${names[i]}:2: ${rule}`), `${line} for ${statements[i]}`).toBe(true);
    });
  });

  it("refuses a folder that nobody has placed, once", () => {
    const { code, lines } = check({
      "helpers/a.ts": 'import { b } from "../linalg/b.ts";\nimport { c } from "../linalg/c.ts";\n',
      "helpers/d.ts": "export const d = 1;\n",
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      "src/helpers:1: the folder is not in the map of scripts/check-imports.mjs: add what it may import",
    ]);
  });

  it("refuses more than the types of a contract", () => {
    const { code, lines } = check({
      "experiments/experiment.ts": "export const row = 1;\n",
      "report/a.ts": 'import { row } from "../experiments/experiment.ts";\nexport const a = row;\n',
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      "src/report/a.ts:1: write `import type`: experiments/experiment.ts is a contract here",
    ]);
  });

  it("refuses circles, but not of types", () => {
    const circle = (first: string) => ({
      "energy/a.ts": `import ${first}{ b } from "./b.ts";\nexport const a = () => b;\n`,
      "energy/b.ts": 'import { c } from "./c.ts";\nexport const b = () => c;\n',
      "energy/c.ts": 'import { a } from "./a.ts";\nexport const c = () => a;\n',
    });
    const { code, lines } = check(circle(""));
    expect(code).toBe(1);
    expect(lines).toEqual([
      "src/energy/a.ts:1: imports go round in a circle: energy/a.ts → energy/b.ts → energy/c.ts → energy/a.ts",
    ]);
    expect(check(circle("type ")).code).toBe(0);
  });

  it("does not take comments for imports", () => {
    const text =
      '/* import { x } from "../cli/main.ts"; */\n// import { y } from "../cli/main.ts";\nexport const a = 1;\n';
    expect(check({ "linalg/a.ts": text }).code).toBe(0);
  });

  it("fails on a folder without sources", () => {
    const { code, lines } = check({});
    expect(code).toBe(1);
    expect(lines[0]).toContain("expected a folder of sources");
  });
});
