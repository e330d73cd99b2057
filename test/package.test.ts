import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ebm package größer, "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const npm = process.platform === "win32" ? "npm.cmd" : "npm";

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

describe("the package that npm pack makes", () => {
  // What is in it, beside the dependencies that users get, and none of ours for development: without the registry.
  it("runs a figure from a folder with spaces and umlauts, and has what it needs", () => {
    const [{ files }] = JSON.parse(
      execFileSync(npm, ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" }),
    ) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    for (const path of [
      "bin/ebm.js",
      "dist/index.d.ts",
      "dist/linalg/float32.wasm",
      "LICENSE",
      "CITATION.cff",
    ])
      expect(paths).toContain(path);
    expect(paths.filter((path) => /^(src|test|results|scripts)\//.test(path))).toEqual([]);

    const modules = join(folder, "node_modules");
    for (const path of paths) {
      const target = join(modules, "ebm-lab", path);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(root, path), target);
    }
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
    }
    const out = execFileSync(
      process.execPath,
      [join(modules, "ebm-lab", "bin", "ebm.js"), "run", "smoke/fig2a", "--quiet", "--workers", "1"],
      { cwd: folder, encoding: "utf8" },
    );
    expect(out).toBe(`${join("results", "smoke", "fig2a")}\n`);
    expect(existsSync(join(folder, "results", "smoke", "fig2a", "fig2a.png"))).toBe(true);
  });
});
