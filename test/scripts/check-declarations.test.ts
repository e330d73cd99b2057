import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/check-declarations.mjs", import.meta.url));

const { checkDeclarations } = (await import(script)) as {
  checkDeclarations: (root: string) => readonly string[];
};

/** What a function says of a tree of files. */
const within = <Answer>(files: Readonly<Record<string, string>>, ask: (root: string) => Answer): Answer => {
  const root = mkdtempSync(join(tmpdir(), "ebm-declarations-"));
  try {
    for (const folder of ["src", "test"]) mkdirSync(join(root, folder));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    return ask(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** Complaints about the files of a tree, without what was found. */
const complaints = (files: Readonly<Record<string, string>>): readonly string[] =>
  within(files, checkDeclarations).map((line) => line.replace(/; found .*/, ""));

/** Exit code and lines of the check as a process. */
const checkedByScript = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  return { code: status, lines: `${stdout}${stderr}`.trim().split("\n") };
};

describe("check-declarations", () => {
  it("refuses a function that is declared the other way, in tests too", () => {
    const arrow = "const f = (x: number): number => x;\n// function of x\nfunction* g() {}\n";
    const rule = "functions are declared one way, const f = (…) => …";
    const files = {
      "src/sound.ts": arrow,
      "test/sound.ts": arrow,
      "src/a.ts": "function f(x: number): number {\n}\n",
      "test/a.ts": "  async function f(\n  x) {}\n",
    };
    expect(complaints(files)).toEqual([`src/a.ts:1: ${rule}`, `test/a.ts:1: ${rule}`]);
  });

  it("refuses a value of a module that changes, unless its comment says why nobody can own it", () => {
    const values =
      "let a = 1;\nexport const b = new Map<string, Map<string, number>>();\nconst c: number[] = [];\nconst d = openAll();\n";
    const files = {
      "src/values.ts": values,
      "test/values.ts": values,
      "src/excused.ts":
        "/**\n * One per process: there is one.\n */\nlet a = 1;\n// One per page: one.\nconst b = [];\n",
      "src/owned.ts":
        'const f = () => {\n  const memory = new Map();\n  return memory;\n};\nconst pure = new Set(["path"]);\n',
    };
    expect(complaints(files).map((line) => line.split(":").slice(0, 2).join(":"))).toEqual(
      ["1", "2", "3", "4"].map((line) => `src/values.ts:${line}`),
    );
  });

  it("refuses accessors", () => {
    const rule = "a record has functions, name: () => …, and no accessors";
    const value = "const a = {\n  get b(): number {\n    return 1;\n  },\n  set b(x) {\n  },\n};\n";
    const sound = "const a = {\n  get: (x) => x,\n  b: () => 1,\n};\nget(b);\n";
    expect(complaints({ "src/a.ts": value, "src/sound.ts": sound, "test/a.ts": value })).toEqual([
      `src/a.ts:2: ${rule}`,
      `src/a.ts:5: ${rule}`,
    ]);
  });

  it("says where and what was found, and fails", () => {
    const files = { "src/a.ts": "function f(x: number): number {\n}\n" };
    expect(within(files, checkedByScript)).toEqual({
      code: 1,
      lines: [
        "src/a.ts:1: functions are declared one way, const f = (…) => …; found function f(x: number): number {",
      ],
    });
  });

  it("is true of this program", () => {
    expect(checkedByScript()).toEqual({
      code: 0,
      lines: ["functions are declared one way, and no module keeps a value that changes without a reason"],
    });
  });
});
