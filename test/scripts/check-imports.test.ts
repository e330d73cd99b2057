import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/check-imports.mjs", import.meta.url));
const { checkImports } = (await import(script)) as {
  checkImports: (root: string) => { readonly complaints: readonly string[]; readonly files: number };
};

/** What a function says of a tree of files, by their paths in `src`. */
const within = <Answer>(files: Readonly<Record<string, string>>, ask: (root: string) => Answer): Answer => {
  const root = mkdtempSync(join(tmpdir(), "ebm-imports-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(root, "src", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return ask(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** What breaks the rules. */
const check = (files: Readonly<Record<string, string>>) => within(files, checkImports).complaints;

/** Exit code and lines of the check as a process. */
const checkedByScript = (files: Readonly<Record<string, string>>) =>
  within(files, (root) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, root], { encoding: "utf8" });
    return { code: status, lines: `${stdout}${stderr}`.trim().split("\n") };
  });

const errors = "export const exitCode = 0;\n";

describe("check-imports", () => {
  it("accepts a tree that imports downwards", () => {
    const { code, lines } = checkedByScript({
      "errors.ts": errors,
      "linalg/linalg.ts": 'import { exitCode } from "../errors.ts";\nexport const linalg = exitCode;\n',
      "energy/energy.ts": 'import { linalg } from "../linalg/linalg.ts";\nexport const energy = linalg;\n',
      "rows/row.ts": "export type Row = number;\n",
      "report/chart.ts": 'import type { Row } from "../rows/row.ts";\nexport const chart: Row = 1;\n',
      "experiments/one/chart.ts":
        'import { chart } from "../../report/chart.ts";\nimport type { data } from "../../data/data.ts";\nexport const one: typeof data = chart;\n',
      "data/data.ts":
        'import { readFileSync } from "node:fs";\nexport const data: number = readFileSync.length;\n',
      "cli/main.ts":
        'export * from "../experiments/one/chart.ts";\nexport { energy } from "../energy/energy.ts";\n',
      "index.ts": 'export * from "./cli/main.ts";\n',
      "linalg/assembly/index.ts": 'import { anything } from "../../cli/main.ts";\n',
    });
    expect(lines).toEqual(["9 files import in one direction, at most 16 side by side"]);
    expect(code).toBe(0);
  });

  it("refuses a folder with more files than a reader takes in, unless each is an entry of one list", () => {
    const filled = (folder: string, count: number): Readonly<Record<string, string>> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`${folder}/a${index}.ts`, "export const a = 1;\n"]),
      );
    expect(check(filled("sweep/chart", 16))).toEqual([]);
    expect(check(filled("verify/claims/someone-2020", 17))).toEqual([]);
    expect(check(filled("sweep/chart", 17))).toEqual([
      expect.stringContaining("src/sweep/chart:1: 17 files side by side"),
    ]);
  });

  it.each([
    ["upwards in the mathematics", "energy/a.ts", "../inference/b.ts", "energy must not import inference"],
    [
      "an experiment from the config",
      "config/a.ts",
      "../experiments/b.ts",
      "config must not import experiments",
    ],
    ["data from the energy", "energy/a.ts", "../data/b.ts", "energy must not import data"],
    ["the command line from the application", "figure/a.ts", "../cli/b.ts", "figure must not import cli"],
    ["experiments from what they are computed with", "bench/a.ts", "../experiments/b.ts", "bench must not"],
    ["anything from the vocabulary", "rows/a.ts", "../random/b.ts", "rows must not import random"],
    ["a room from what everything imports", "errors.ts", "./rows/b.ts", "errors.ts may import nothing"],
    ["the library from a room", "cli/a.ts", "../index.ts", "cli must not import index.ts"],
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
    const text = statements.map((statement) => `// one line above\n${statement}\n`).join("");
    const lines = check({ [file]: text });
    const starts = statements.map((statement) => text.slice(0, text.indexOf(statement)).split("\n").length);
    expect(lines.length).toBe(starts.length);
    for (const [index, line] of lines.entries()) {
      const start = `src/${file}:${starts[index]}: ${rule}`;
      expect(line.slice(0, start.length), statements[index]!).toBe(start);
    }
  });

  it("refuses a folder that nobody has placed, once", () => {
    const { code, lines } = checkedByScript({
      "helpers/a.ts": 'import { b } from "../linalg/b.ts";\nimport { c } from "../linalg/c.ts";\n',
      "helpers/d.ts": "export const d = 1;\n",
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      "src/helpers:1: the folder is not in the list of rooms of scripts/check-imports.mjs: add it where it belongs",
    ]);
  });

  it("refuses circles, those of types too", () => {
    const circle = (first: string) => ({
      "energy/a.ts": `import ${first}{ b } from "./b.ts";\nexport const a = () => b;\n`,
      "energy/b.ts": 'import { c } from "./c.ts";\nexport const b = () => c;\n',
      "energy/c.ts": 'import { a } from "./a.ts";\nexport const c = () => a;\n',
    });
    for (const kind of ["", "type "]) {
      expect(check(circle(kind))).toEqual([
        "src/energy/a.ts:1: imports go round in a circle: energy/a.ts → energy/b.ts → energy/c.ts → energy/a.ts",
      ]);
    }
  });

  it("refuses a module of Node to the page and to what a worker measures, by whatever way they come to it", () => {
    const files = (first: string) => ({
      "page/main.ts": `import ${first}{ a } from "../linalg/a.ts";\n`,
      "experiments/one/measure.ts": `import ${first}{ a } from "../../linalg/a.ts";\n`,
      "experiments/one/present.ts": 'import { readFileSync } from "node:fs";\n',
      "linalg/a.ts":
        'export const one = 1;\nimport { readFileSync } from "node:fs";\nexport const a = readFileSync;\n',
    });
    expect(check(files(""))).toEqual([
      "src/linalg/a.ts:2: what runs in a browser imports nothing of Node, and comes here by experiments/one/measure.ts → linalg/a.ts",
    ]);
    expect(check(files("type "))).toEqual([]);
  });

  it("does not take comments for imports", () => {
    const text =
      '/* import { x } from "../cli/main.ts"; */\n// import { y } from "../cli/main.ts";\nexport const a = 1;\n';
    expect(check({ "linalg/a.ts": text })).toEqual([]);
  });

  it("is true of this program, and its list is that of docs/architecture.md and of the README", () => {
    const { complaints, files } = checkImports(fileURLToPath(new URL("../..", import.meta.url)));
    expect(complaints).toEqual([]);
    expect(files).toBeGreaterThan(500);
    const [, list = ""] = /export const rooms = \[([^\]]*)\]/.exec(readFileSync(script, "utf8")) ?? [];
    const rooms = [...list.matchAll(/"([\w-]+)"/g)].map(([, room]) => room);
    const page = readFileSync(new URL("../../docs/architecture.md", import.meta.url), "utf8");
    expect([...page.matchAll(/^src\/([\w-]+)\/ /gm)].map(([, room]) => room)).toEqual(rooms);
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    expect(/<!-- rooms -->(.*?)<!-- \/rooms -->/s.exec(readme)?.[1]?.split(/\s+→\s+/)).toEqual(rooms);
    expect(rooms.length).toBeGreaterThan(20);
  });

  it("fails on a folder without sources", () => {
    expect(check({})[0]).toContain("expected a folder of sources");
  });
});
