import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { parseCsv } from "../../src/report/result/csv.ts";
import { ebm, short, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

const read = (...path: readonly string[]) => readFileSync(join(...path), "utf8");
const table = (folder: string, name: string, ending = "") =>
  parseCsv(read(folder, "results", name, `${name}${ending}.csv`));

/** A folder with a config, and the command there. */
const laboratory = (name = "tiny", lines = tiny) => {
  const folder = temporaryFolder();
  const config = writeConfig(folder, name, lines);
  const sweep = (...args: readonly string[]) => ebm(folder, "sweep", config, ...args);
  return { folder, config, sweep };
};

const grid = ["--lambda", "0.01,0.1", "--vary", "network.activation=relu,tanh"];

describe("ebm sweep", { timeout: 120_000 }, () => {
  it("writes a tidy table, its summary and a chart, says what it found, and does nothing twice", async () => {
    const { folder, config } = laboratory();
    const first = await ebm(folder, "sweep", config, ...grid);
    expect(first).toMatchObject({ code: exitCode.done, stdout: "results/tiny-sweep\n" });
    expect(first.stderr).toMatch(/^ {2}network\.activation +inference +lambda +gradient_distance +n/m);
    expect(first.stderr).toMatch(/^ {2}tanh +equilibrium +0\.1 +\S+ ± \S+ +2/m);
    expect(readdirSync(join(folder, "results/tiny-sweep")).sort()).toEqual(
      ["config.yaml", "manifest.json", "run.json", "tiny-sweep-summary.csv"].concat(
        ["csv", "png", "svg", "vl.json"].map((ending) => `tiny-sweep.${ending}`),
      ),
    );

    const { columns, rows } = table(folder, "tiny-sweep");
    expect(columns.slice(0, 5)).toEqual([
      "network.activation",
      "lambda",
      "seed",
      "inference",
      "gradient_distance",
    ]);
    const points = rows.map((row) => [row["network.activation"], row.lambda, row.inference, row.seed].join());
    const expected = ["relu", "tanh"].flatMap((f) =>
      [0.01, 0.1].flatMap((lambda) =>
        ["euler", "equilibrium"].flatMap((solver) => [0, 1].map((seed) => [f, lambda, solver, seed].join())),
      ),
    );
    expect(points).toEqual(expected);

    const [summary] = table(folder, "tiny-sweep", "-summary").rows;
    const [a, b] = rows.slice(0, 2).map((row) => Number(row.gradient_distance)) as [number, number];
    expect(summary).toMatchObject({ "network.activation": "relu", lambda: 0.01, gradient_distance_n: 2 });
    expect(Number(summary!.gradient_distance_mean)).toBeCloseTo((a + b) / 2, 12);
    expect(Number(summary!.gradient_distance_sd)).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 12);

    const second = await ebm(folder, "sweep", "results/tiny-sweep/config.yaml", "--json");
    const { results, cells } = JSON.parse(second.stdout);
    expect(cells).toEqual({ total: 16, computed: 0, left: 0 });
    expect(results).toMatchObject([
      { name: "tiny-sweep", folder: "results/tiny-sweep", numbers: "unchanged" },
    ]);
  });

  it("computes what is new of a larger grid alone, and leaves the smaller one's result", async () => {
    const { folder, sweep } = laboratory();
    await sweep("--lambda", "0.01,0.1", "--quiet");
    const before = read(folder, "results/tiny-sweep/tiny-sweep.csv");
    const larger = await sweep("--lambda", "0.01,0.1,1", "--json");
    const { results, cells } = JSON.parse(larger.stdout);
    expect(cells).toEqual({ total: 12, computed: 4, left: 0 });
    expect(results[0].folder).toMatch(/^results\/tiny-sweep-[0-9a-f]{8}$/);
    expect(larger.stderr).toContain("results/tiny-sweep holds the result of another config: writing to");
    expect(read(folder, "results/tiny-sweep/tiny-sweep.csv")).toBe(before);
  });

  it("lists with --dry-run what is done, what is to do, why, and for how long, and computes nothing", async () => {
    const { folder, sweep } = laboratory();
    const before = await sweep("--lambda", "0.01,0.1", "--dry-run");
    expect(before.stdout.trimEnd().split("\n")).toHaveLength(8);
    expect(before.stdout).toMatch(/^todo {2}tiny-sweep {2}euler, seed 0, λ 0\.01 {2}\(new\)\n/);
    expect(before.stderr).toMatch(
      /^8 cells: 0 done, 8 to do; how long that takes isn't known before the first have run\n\nLayers of tiny-sweep: 784-\S+ ReLU network\n/,
    );
    expect(existsSync(join(folder, "results"))).toBe(false);
    await sweep("--lambda", "0.01,0.1", "--quiet");
    const config = join(folder, "tiny.yaml");
    writeFileSync(config, `${readFileSync(config, "utf8")}\ninference: { stepSize: 0.2 }\n`);
    const more = await sweep("--lambda", "0.01,0.1", "--dry-run");
    expect(more.stdout).toMatch(
      /^todo {2}tiny-sweep {2}euler, seed 0, λ 0\.01 {2}\(inference\.stepSize changed\)\n/,
    );
    expect(more.stdout).toMatch(/^done {2}tiny-sweep {2}equilibrium, seed 0, λ 0\.01\n/m);
    expect(more.stderr).toMatch(
      /^8 cells: 4 done, 4 to do; about \S+ s with 1 worker\n\nLayers of tiny-sweep: 784-\S+ ReLU network\n/,
    );
  });

  it("keeps what finished when cells fail, names them, and would try them again unless told not to", async () => {
    const { folder, sweep } = laboratory("short", short);
    const args = ["--vary", "inference.stepSize=0.1,50"];
    const first = await sweep(...args);
    expect(first.code).toBe(exitCode.cellsFailed);
    expect(first.stderr).toMatch(/^failed: inference\.stepSize 50, pc-nudge, euler, seed 0\n/m);
    expect(first.stderr).toMatch(/^ {2}settings: \{.*"stepSize":50/m);
    expect(first.stderr).toContain("short-sweep: 2 of 4 cells failed, so its result is not written");
    const partial = parseCsv(read(folder, "results/short-sweep.partial/short-sweep.csv"));
    expect(partial.rows.map((row) => row["inference.stepSize"])).toEqual([0.1, 0.1, 0.1, 0.1]);
    const [, log] = /^ {2}log: (.*)$/m.exec(first.stderr)!;
    expect(read(folder, log!)).toMatch(/^cell: inference\.stepSize 50, pc-nudge, euler, seed [01]/);

    const plan = await sweep(...args, "--dry-run");
    expect(plan.stdout).toContain(
      "todo  short-sweep  inference.stepSize 50, pc-nudge, euler, seed 0  (failed before)",
    );
    const left = JSON.parse((await sweep(...args, "--no-retry-failed", "--json")).stdout);
    expect(left).toMatchObject({ cells: { total: 4, computed: 0 }, error: { code: exitCode.cellsFailed } });
    expect(left.results[0].failed.map((failure: { label: string }) => failure.label)).toHaveLength(2);
  });

  it("stops at the first failure with --fail-fast, and says how to go on", async () => {
    const { sweep } = laboratory("short", short);
    const steps = ["--vary", "inference.stepSize=50,0.1,0.2,0.3,0.4", "--seeds", "0..9"];
    const { code, stdout, stderr } = await sweep(...steps, "--workers", "1", "--fail-fast");
    expect({ code, stdout }).toEqual({ code: exitCode.cellsFailed, stdout: "" });
    expect(stderr).toMatch(
      /Stopped because a cell failed \(--fail-fast\): 0 of 50 cells are finished and kept\. To go on: ebm sweep \.\/short\.yaml .* --fail-fast\n$/,
    );
  });

  it("shares cells with the figure, and writes the table in other formats too", async () => {
    const { folder, config, sweep } = laboratory();
    await ebm(folder, "run", config, "--quiet");
    const json = await sweep(
      ...["--lambda", "0.1,1", "--json", "--format", "json", "--format", "parquet", "--name", "j"],
    );
    expect(JSON.parse(json.stdout).cells).toEqual({ total: 8, computed: 0, left: 0 });
    const { rows } = table(folder, "j");
    expect(JSON.parse(read(folder, "results/j/j.json"))).toEqual(rows);
    const bytes = readFileSync(join(folder, "results/j/j.parquet"));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const plain = (await parquetReadObjects({ file })).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, typeof value === "bigint" ? Number(value) : value]),
      ),
    );
    expect(plain).toEqual(rows);
  });

  it("sweeps what a config's own block says", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "mine", [
      ...tiny,
      "sweep: { lambda: [0.1], vary: { inference.steps: [5, 9] } }",
    ]);
    const { stdout } = await ebm(folder, "sweep", config, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      cells: { total: 6 },
      results: [{ folder: "results/mine-sweep" }],
    });
    const valid = await ebm(folder, "validate", config);
    expect(valid.stderr).toContain("is a valid config of nudge-sweep, and a sweep");
    const run = await ebm(folder, "run", config);
    expect(run).toMatchObject({
      code: exitCode.usage,
      stderr:
        "./mine.yaml:5:1: expected one config, found a sweep; compute it with `ebm sweep ./mine.yaml`\n",
    });
  });

  it.each([
    ["no grid", [], /this one varies nothing/],
    ["λ = 0", ["--lambda", "0,0.1"], /λ other than 0 \(the estimate divides by λ\).*write a smaller λ/],
    [
      "too many cells",
      ["--lambda", "0.1,1", "--max-cells", "7"],
      /at most 7 cells \(--max-cells\), found 2 points/,
    ],
    ["a format that there isn't", ["--lambda", "1", "--format", "parket"], /did you mean parquet\?/],
    [
      "a name outside the folder",
      ["--lambda", "1", "--name", "../x"],
      /--name: expected a result's name.*found "\.\.\/x"/,
    ],
    ["an unknown flag", ["--lamda", "1"], /did you mean --lambda\?/],
    [
      "a network that doesn't fit",
      ["--vary", "network.sizes=[783,4,10]"],
      /--vary network\.sizes=.*expected 784 inputs/,
    ],
  ])("refuses %s in one message", async (_name, args, message) => {
    const { folder, sweep } = laboratory();
    const { code, stdout, stderr } = await sweep(...args);
    expect({ code, stdout }).toEqual({ code: exitCode.usage, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(existsSync(join(folder, "results"))).toBe(false);
  });

  it("shows in its help the first commands, and how dense a range is", async () => {
    const { stdout } = await ebm(temporaryFolder(), "sweep", "--help");
    const [, first] = /The first commands:\n([\s\S]*?)\n\n/.exec(stdout)!;
    expect(first!.match(/^ {2}ebm \w+/gm)).toEqual([
      "  ebm sweep",
      "  ebm sweep",
      "  ebm sweep",
      "  ebm status",
    ]);
    expect(stdout).toContain("logarithmic, both ends included, 4 points a decade");
  });
});

describe("the λ sweep of Fig. 3A at the equilibrium, on a small network", () => {
  const sweep = (folder: string, ...args: readonly string[]) =>
    ebm(
      folder,
      "sweep",
      "fig3a",
      "--lambda",
      "1e-4..1",
      "--set",
      "inference.solver=equilibrium",
      "--set",
      "network.sizes=[784, 32, 16, 10]",
      "--json",
      ...args,
    );
  const finding = (stdout: string, label: string): string | undefined =>
    JSON.parse(stdout).results[0].findings.find((each: { label: string }) => each.label.endsWith(label))
      ?.value;

  it("has order 1 with tanh", async () => {
    const { stdout } = await sweep(temporaryFolder(), "--seeds", "0..1", "--set", "network.activation=tanh");
    const [, order, error] =
      /^(\S+) ± (\S+) \(relative_distance, λ from 0\.0001 to 0\.01, 2 seeds; scatter of the mean curve \S+\)$/
        .exec(finding(stdout, "order in λ")!)!
        .map(Number);
    expect(Math.abs(order! - 1)).toBeLessThan(0.02);
    expect(error).toBeLessThan(0.02);
    expect(finding(stdout, "kink")).toBeUndefined();
  });

  it("says with ReLU how many samples sat on a kink", async () => {
    const { stdout } = await sweep(temporaryFolder(), "--seeds", "0..2");
    const [, kinks, samples] = /^(\d+) of (\d+); \d+ of 27 in the window of the fit$/
      .exec(finding(stdout, "kink")!)!
      .map(Number);
    expect(samples).toBe(51);
    expect(kinks).toBeGreaterThan(0);
    expect(JSON.parse(stdout).results[0].outcomes.kink).toBe(kinks);
  });
});
