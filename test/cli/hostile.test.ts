// What people, shells and machines do to the program: it answers in words, and loses nothing.

import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, program, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

describe("what reaches the terminal", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

  it.each([
    ["a name", ["run", "fig\u001b[31m\u202e3a"]],
    ["an override", ["run", "fig3a", "--set", "see\u0007ds\u2066=1"]],
    ["a value", ["run", "fig3a", "--set", "network.activation=re\u009blu\u202d"]],
  ])("is never a control character of %s", async (_, args) => {
    const { code, stdout, stderr } = await ebm(temporaryFolder(), ...args);
    expect(code).toBe(exitCode.usage);
    expect(stdout + stderr).not.toMatch(raw);
    expect(stderr).toMatch(/\\u[0-9a-f]{4}/);
  });

  it("is never one of a config's keys", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "x.yaml");
    writeFileSync(file, 'experiment: nudge-sweep\n"ke\\e[2J\\u202Ey": 1\n');
    const { code, stderr } = await ebm(folder, "validate", file);
    expect(code).toBe(exitCode.usage);
    expect(stderr).not.toMatch(raw);
    expect(stderr).toContain("\\u001b[2J\\u202e");
  });
});

describe("ebm clean", () => {
  it("removes the cells that no result uses, says what first, and nothing that a result uses", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", config, "--quiet");
    rmSync(join(folder, "results/tiny"), { recursive: true });
    writeConfig(folder, "tiny", tiny.with(2, "lambda: [0.1]"));
    await ebm(folder, "run", config, "--quiet");
    const stored = () =>
      readdirSync(join(folder, "results/.cells"), { recursive: true }).filter((name) =>
        String(name).endsWith(".jsonl"),
      ).length;
    const before = stored();
    const would = await ebm(folder, "clean", "--dry-run", "--json");
    const { cells, kept, bytes, removed } = JSON.parse(would.stdout);
    expect({ removed, all: cells + kept }).toEqual({ removed: false, all: before });
    expect(cells).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
    expect(stored()).toBe(before);
    const done = await ebm(folder, "clean");
    expect(done.stdout).toMatch(
      new RegExp(`^removed ${cells} cells that no result uses \\(.* kB\\) from results; ${kept} `),
    );
    expect(stored()).toBe(kept);
    const again = await ebm(folder, "run", config, "--json");
    expect(JSON.parse(again.stdout).cells).toMatchObject({ computed: 0 });
    expect((await ebm(folder, "clean")).stdout).toMatch(/^nothing to remove in results; /);
  });
});

describe("what is too large is refused before anything is made of it:", () => {
  const large = { experiment: "nudge-sweep", seeds: "0..99999", lambda: "1e-4..1:log:30" };

  it.each(["validate", "run"])("%s of three million cells", async (command) => {
    const folder = temporaryFolder();
    const file = join(folder, "large.yaml");
    writeFileSync(
      file,
      Object.entries(large)
        .map(([key, value]) => `${key}: ${value}\n`)
        .join(""),
    );
    const start = performance.now();
    const { code, stderr } = await ebm(folder, command, file);
    expect(code).toBe(exitCode.usage);
    expect(stderr).toMatch(/cells.*--max-cells/s);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it("a grid of 1e10 points, a name of 240 letters, two thousand mappings in each other", async () => {
    const folder = temporaryFolder();
    const nested = join(folder, "nested.yaml");
    writeFileSync(nested, `experiment: nudge-sweep\nnetwork: ${"{ a: ".repeat(2000)}1${" }".repeat(2000)}\n`);
    for (const args of [
      ["sweep", "fig3a", "--lambda", "1e-4..1:log:10000000000"],
      ["sweep", "fig3a", "--lambda", "0.1", "--name", "n".repeat(240)],
      ["validate", nested],
    ]) {
      const { code, stderr } = await ebm(folder, ...args);
      expect({ code, bug: /bug in ebm|at .*:\d+:\d+\)/.test(stderr) }).toEqual({
        code: exitCode.usage,
        bug: false,
      });
      expect(stderr.length).toBeLessThan(5000);
    }
  });
});

describe.skipIf(!existsSync("/dev/full"))("a machine that has too little", () => {
  const folder = temporaryFolder();
  // One cell each, by steps and at the equilibrium.
  const config = writeConfig(folder, "two", tiny.with(1, "seeds: [0]").with(2, "lambda: [0.1]"));
  const csv = (out: string) => readFileSync(join(folder, out, "two/two.csv"), "utf8");
  beforeAll(() => ebm(folder, "run", config, "--quiet", "--out", "enough"));

  it("of room behind standard output, and of address space for WebAssembly's guard pages, computes the same bytes without them, and says by its exit code that they could not be told", () => {
    const full = openSync("/dev/full", "w");
    const limited = `ulimit -v 8000000 && exec "$0" "$@"`;
    const args = [program, "run", config, "--quiet", "--workers", "1", "--out", "little"];
    const { status } = spawnSync("sh", ["-c", limited, process.execPath, ...args], {
      cwd: folder,
      stdio: ["ignore", full, full],
    });
    closeSync(full);
    // Without a place for its cells it would be another one, and no result.
    expect(status).toBe(exitCode.environment);
    expect(readdirSync(join(folder, "little/two"))).toEqual(expect.arrayContaining(["two.csv", "two.png"]));
    expect(csv("little")).toBe(csv("enough"));
  });
});

describe("ebm sweep --lambda", () => {
  const cells = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await ebm(
      temporaryFolder(),
      "sweep",
      ...args,
      "--seeds",
      "0",
      "--dry-run",
    );
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: exitCode.done, stderr: "" });
    return stdout;
  };

  it("runs as it stands: the λ sweep of the paper's network, without values from 1e-4 to 1", async () => {
    const plain = await cells("--lambda", "1e-4..1");
    expect(plain.split("\n").filter((line) => line.includes("fig3a-sweep")).length).toBe(2 * 17);
    expect(await cells("--lambda")).toBe(plain);
    // A word after it that is no grid is the name.
    expect(await cells("--lambda", "fig3a")).toBe(plain);
  });
});
