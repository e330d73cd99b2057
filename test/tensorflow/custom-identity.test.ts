// What a custom energy is known by: everything that it loads, however it is written that it does.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createLoading } from "../../src/modules/loading.ts";
import { namedFiles } from "../../src/modules/reading.ts";
import { loadModule } from "../../src/tensorflow/custom/module.ts";

const root = mkdtempSync(join(tmpdir(), "ebm-identity-"));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const newFolder = (): string => {
  const folder = join(root, String(++count));
  mkdirSync(folder);
  return folder;
};
const write = (folder: string, name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const identityOf = async (file: string, files?: readonly string[]): Promise<string> =>
  (await loadModule(file, files)).identity();

const energyOf = (half: string): string => `export const energy = () => ${half};\n`;

describe("the identity follows", () => {
  const ways: readonly (readonly [string, (folder: string) => string])[] = [
    ["an import", () => 'import { half } from "./helper.mjs";'],
    [
      "an export from there",
      () => 'import { half } from "./helper.mjs"; export { states } from "./states.mjs";',
    ],
    ["an import for its effects", () => 'import "./helper.mjs"; const { half } = globalThis.ebmTest;'],
    ["a template", () => "const { half } = await import(`./helper.mjs`);"],
    ["a comment within", () => 'const { half } = await import(/* c */ "./helper.mjs");'],
    ["a name that is computed", () => 'const { half } = await import(["./helper", "mjs"].join("."));'],
    ["a query", () => 'import { half } from "./helper.mjs?v=1";'],
    ["escapes", () => 'import { half } from "./h\\u0065lper.mjs";'],
    ["escapes of a URL", () => 'import { half } from "./h%65lper.mjs";'],
    ["new URL", () => 'const { half } = await import(new URL("./helper.mjs", import.meta.url));'],
    [
      "an absolute path",
      (folder) => `import { half } from ${JSON.stringify(pathToFileURL(join(folder, "helper.mjs")))};`,
    ],
    [
      "import attributes",
      () => 'import data from "./helper.json" with { type: "json" }; const { half } = data;',
    ],
    ["a module in between", () => 'import { half } from "./between.mjs";'],
    ["a package", () => 'import { half } from "helping";'],
    ["a symbolic link", () => 'import { half } from "./link.mjs";'],
  ];

  it.each(ways)("%s", async (_, importing) => {
    const folder = newFolder();
    mkdirSync(join(folder, "node_modules", "helping"), { recursive: true });
    const help = (half: number): void => {
      const code = `export const half = ${half}; globalThis.ebmTest = { half };`;
      write(folder, "helper.mjs", code);
      write(folder, "helper.json", JSON.stringify({ half }));
      write(folder, "node_modules/helping/index.js", code);
    };
    write(folder, "node_modules/helping/package.json", '{ "type": "module", "exports": "./index.js" }');
    write(folder, "between.mjs", 'export * from "./helper.mjs";');
    write(folder, "states.mjs", 'import "./helper.mjs"; export const states = () => [3];');
    symlinkSync(join(folder, "helper.mjs"), join(folder, "link.mjs"));
    const file = write(folder, "energy.mjs", `${importing(folder)}\n${energyOf("half")}`);
    help(0.5);
    const before = await identityOf(file);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    help(0.25);
    const loaded = await loadModule(file);
    expect(await loaded.identity()).not.toBe(before);
    // And it is the changed one that computes.
    expect((loaded.functions.energy as unknown as () => number)()).toBe(0.25);
    help(0.5);
    expect(await identityOf(file)).toBe(before);
  });

  it("files of data, as they were when they were named", async () => {
    const folder = newFolder();
    const data = write(folder, "data.csv", "0.5");
    const reading = (specifier: string, read: string) =>
      write(folder, "energy.mjs", `import ${specifier};\nconst half = Number(${read});\n${energyOf("half")}`);
    for (const file of [
      () =>
        reading(
          '{ readFileSync } from "node:fs"',
          'readFileSync(new URL("./data.csv", import.meta.url), "utf8")',
        ),
      () => reading('fs from "fs"', `fs.readFileSync(${JSON.stringify(data)}, { encoding: "utf8" })`),
      () => reading('{ readFile } from "fs/promises"', `await readFile(${JSON.stringify(data)})`),
    ]) {
      writeFileSync(data, "0.5");
      const before = await identityOf(file(), [data]);
      writeFileSync(data, "0.25");
      const loaded = await loadModule(file(), [data]);
      expect(await loaded.identity()).not.toBe(before);
      expect((loaded.functions.energy as unknown as () => number)()).toBe(0.25);
    }
  });

  it("modules that import each other", async () => {
    const folder = newFolder();
    write(folder, "second.mjs", 'import "./first.mjs";');
    const file = write(folder, "first.mjs", `import "./second.mjs"; ${energyOf("1")}`);
    expect(await identityOf(file)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("contents with their places: files that change places are others, a folder that moves is the same", async () => {
    const [one, other] = [newFolder(), newFolder()];
    const source = `import { a } from "./a.mjs"; import { a as b } from "./b.mjs"; ${energyOf("a - b")}`;
    const filled = (folder: string, a: number, b: number): string => {
      write(folder, "a.mjs", `export const a = ${a};`);
      write(folder, "b.mjs", `export const a = ${b};`);
      return write(folder, "energy.mjs", source);
    };
    const before = await identityOf(filled(one, 1, 2));
    expect(await identityOf(filled(other, 1, 2))).toBe(before);
    expect(await identityOf(filled(one, 2, 1))).not.toBe(before);
  });

  it("what is loaded later, so that it shows", async () => {
    const folder = newFolder();
    write(folder, "late.mjs", "export {};");
    const file = write(folder, "energy.mjs", 'export const energy = () => import("./late.mjs");');
    const { functions, identity } = await loadModule(file);
    const before = await identity();
    await (functions.energy as unknown as () => Promise<void>)();
    expect(await identity()).not.toBe(before);
  });
});

describe("what can't be followed is refused:", () => {
  it.each([
    [
      "data that is not named",
      'import { readFileSync } from "node:fs"; readFileSync("data.csv");',
      /energy\.mjs:1:\d+: .*data\.csv, which energy\.files does not name/,
    ],
    [
      "createRequire",
      'import { createRequire } from "node:module";',
      /an import of node:module, whose doings can't be followed/,
    ],
    ["a process", 'import { execSync } from "child_process";', /an import of child_process, whose doings/],
    ["CommonJS", 'import "./old.cjs";', /an import of \.\/old\.cjs, which is no ES module and no JSON/],
    [
      "a module in a URL",
      'await import("data:text/javascript,export default 1");',
      /which is no file; import a file/,
    ],
    [
      "the parts of Node behind its back",
      'process.getBuiltinModule("fs");',
      /energy\.mjs:1:9: .*it uses process\.getBuiltinModule/,
    ],
    [
      "the shell's variables",
      "export const states = () => [Number(process.env.STATES)]; process.env.STATES;",
      /it uses process\.env/,
    ],
    ["the net", "await fetch('http://127.0.0.1');", /it uses fetch/],
  ])("%s", async (_, code, message) => {
    const folder = newFolder();
    write(folder, "old.cjs", "exports.a = 1;");
    write(folder, "data.csv", "1");
    const file = write(folder, "energy.mjs", `${code} ${energyOf("1")}`);
    await expect(loadModule(file)).rejects.toThrow(message);
  });

  it("a file of data that is not there", async () => {
    const file = write(newFolder(), "energy.mjs", energyOf("1"));
    await expect(loadModule(file, ["nowhere.csv"])).rejects.toThrow(
      "energy.files: expected files of data, found none at nowhere.csv; check the path",
    );
  });
});

it("is a module's own where a process holds the program twice", async () => {
  const built = new URL("../../dist/modules/loading.js", import.meta.url).href;
  const other = (await import(/* @vite-ignore */ built)) as { createLoading: typeof createLoading };
  for (const create of [createLoading, other.createLoading, createLoading, other.createLoading]) {
    const folder = newFolder();
    const data = write(folder, "half.txt", String(count));
    const source = `import { readFileSync } from "node:fs"; export const half = readFileSync(${JSON.stringify(data)}, "utf8");`;
    const loading = create(write(folder, "mine.mjs", source), namedFiles([data], "energy.files"));
    expect((await loading.exported()).half).toBe(String(count));
    expect(await loading.modules()).toEqual([realpathSync(join(folder, "mine.mjs"))]);
  }
});
