import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
// @ts-expect-error: it has no types.
import packlist from "npm-packlist";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ebm package größer, "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = `
import { experiments, type Row, resolve, run, UserError } from "ebm-lab";

const base = {
  experiment: "nudge-sweep",
  seeds: [0],
  lambda: [0.1],
  network: { sizes: [784, 4, 3, 10] },
};
const heard: string[] = [];
const reporter = { cell: (event: { readonly type: string }) => void heard.push(event.type) };
const plain = await run(base, { set: { "inference.steps": 3 }, workers: 1, reporter });
const swept = await run(base, { sweep: { lambda: [0.1, 1] }, out: "results", workers: 1 });
const first: Row | undefined = plain.rows[0];
// @ts-expect-error a state is one of three words
const wrong: "done" = plain.state;
let refusal = "";
try {
  resolve(base, { set: { "inference.step": 3 } });
} catch (error) {
  if (error instanceof UserError) refusal = \`\${error.code} \${error.message}\`;
}
console.log(
  JSON.stringify({
    names: experiments.map(({ name }) => name),
    steps: (resolve(base, { set: { "inference.steps": 3 } }).config as unknown as { inference: { steps: number } })
      .inference.steps,
    plain: { ...plain, config: null, findings: plain.findings.length, wrong },
    lambdas: swept.rows.map(({ lambda }) => lambda),
    columns: swept.tables.map(({ file, columns }) => [file, columns[0]?.name]),
    folder: swept.folder,
    first,
    heard,
    refusal,
  }),
);
`;

it("every package of the lock file, of whatever platform, has its integrity hash", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { integrity?: string; link?: boolean }>;
  };
  const without = Object.entries(packages).filter(([name, { integrity }]) => name !== "" && !integrity);
  expect(without).toEqual([]);
});

it("the workflow tests the oldest Node that engines allows, the newest of each line, Windows and macOS", () => {
  const workflow = readFileSync(join(root, ".github/workflows/figures.yml"), "utf8");
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  expect(workflow).toContain(`node: ["${engines.node.replace(">=", "")}", "22", "24"]`);
  for (const os of ["windows-latest", "macos-latest"]) expect(workflow).toContain(`os: ${os}`);
});

describe("the package that npm pack makes, in a folder with spaces and umlauts", () => {
  const modules = join(folder, "node_modules");
  const inFolder = (...args: readonly string[]) =>
    execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });

  // What is in it, beside the dependencies that users get, and none of ours for development: without the registry.
  beforeAll(async () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    // A tree without bundled dependencies, of which npm asks no more.
    const paths: readonly string[] = await packlist({
      path: root,
      package: manifest,
      isProjectRoot: true,
      edgesOut: new Map(),
    });
    for (const path of [
      "bin/ebm.js",
      "dist/index.d.ts",
      "dist/linalg/float32.wasm",
      "LICENSE",
      "CITATION.cff",
    ])
      expect(paths).toContain(path);
    expect(paths.filter((path) => /^(src|test|results|scripts)\//.test(path))).toEqual([]);

    for (const each of new Set(paths.map(dirname)))
      mkdirSync(join(modules, "ebm-lab", each), { recursive: true });
    for (const path of paths) copyFileSync(join(root, path), join(modules, "ebm-lab", path));
    for (const name of Object.keys(manifest.dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  });

  it("is a library: it computes rows, with types, draws charts, and prints nothing of its own", () => {
    writeFileSync(join(folder, "program.ts"), program);
    // Several checkers would each look at what all files share.
    const options =
      "--singleThreaded --module nodenext --target es2023 --strict --skipLibCheck --types".split(" ");
    const typescript = join(root, "node_modules", "typescript", "bin", "tsc");
    try {
      inFolder(typescript, ...options, "", "--lib", "es2023,dom", "program.ts");
    } catch (error) {
      expect((error as { stdout: string }).stdout).toBe("");
    }
    const said = JSON.parse(inFolder("program.js"));
    expect(said.names).toContain("nudge-sweep");
    expect(said.steps).toBe(3);
    expect(said.plain).toMatchObject({
      state: "whole",
      folder: null,
      failed: [],
      name: "nudge-sweep-steps=3",
    });
    expect(said.plain.rows.length).toBe(2); // Euler, and the equilibrium alongside
    expect(said.first).toMatchObject({ inference: "euler", seed: 0, lambda: 0.1 });
    expect(said.first.gradient_distance).toBeGreaterThan(0);
    expect(said.lambdas).toEqual([0.1, 0.1, 1, 1]); // point by point
    expect(said.columns[0]).toEqual(["nudge-sweep-sweep.csv", "lambda"]);
    expect(said.folder).toBe(join("results", "nudge-sweep-sweep"));
    for (const ending of ["csv", "svg", "png"])
      expect(existsSync(join(folder, said.folder, `nudge-sweep-sweep.${ending}`))).toBe(true);
    expect(said.heard.filter((type: string) => type === "done").length).toBe(2);
    expect(said.refusal).toBe("2 set inference.step: inference.step: unknown key; did you mean steps?");
  });

  it("is a program with the paper's configs and the data", () => {
    const ebm = join(modules, "ebm-lab", "bin", "ebm.js");
    const { cells } = JSON.parse(inFolder(ebm, "run", "smoke/fig2a", "--dry-run", "--json"));
    expect(cells).toMatchObject([{ state: "todo" }, { state: "todo" }]);
  });
});
