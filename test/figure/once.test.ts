// What a value passes on its way, it passes once: counted.
import fs, { mkdirSync } from "node:fs";
import { Session } from "node:inspector";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cellMaker } from "../../src/bench/provision/cell-of.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { resolveFigures } from "../../src/figure/configs/resolve-figures.ts";
import { resolveConfigs } from "../../src/figure/configs/resolved-config.ts";
import { prepareFigures } from "../../src/figure/plan/figure.ts";
import { planFigures } from "../../src/figure/plan/figure-plan.ts";
import { chooseFolder } from "../../src/figure/plan/result-target.ts";
import { systemFiles } from "../../src/run/store/whole-file.ts";
import { temporaryFolder, writeConfig } from "../cli/ebm.ts";
import { writeDataset } from "../data/idx-files.ts";
import { configured } from "../experiments/compute.ts";
import { performed } from "../experiments/perform.ts";
import { finishedFigure, runOf, writeFigure } from "./finished-figure.ts";

/** How often a file below `folder` was opened while `body` ran, by its name. */
const opensOf = (folder: string, body: () => void): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const { openSync } = fs;
  fs.openSync = (path, ...rest) => {
    if (String(path).startsWith(folder)) {
      const name = String(path).slice(folder.length + 1);
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return openSync(path, ...rest);
  };
  syncBuiltinESMExports();
  try {
    body();
  } finally {
    fs.openSync = openSync;
    syncBuiltinESMExports();
  }
  return counts;
};

/** How often a function of `src/` was called while `body` ran, as it stands or as it is built. */
const callsOf = async (file: string, name: string, body: () => Promise<unknown>): Promise<number> => {
  const session = new Session();
  session.connect();
  const post = <Result>(method: string, given: object = {}): Promise<Result> =>
    new Promise((resolve, reject) =>
      session.post(method, given, (error, result) => (error ? reject(error) : resolve(result as Result))),
    );
  await post("Profiler.enable");
  await post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await post("Profiler.takePreciseCoverage");
  await body();
  const { result } = await post<{
    result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[];
  }>("Profiler.takePreciseCoverage");
  session.disconnect();
  const ends = [`/src/${file}`, `/dist/${file.replace(/\.ts$/, ".js")}`];
  return result
    .filter(({ url }) => ends.some((end) => url.endsWith(end)))
    .flatMap(({ functions }) => functions.filter(({ functionName }) => functionName === name))
    .reduce((sum, { ranges }) => sum + ranges[0]!.count, 0);
};

describe("on the way of a λ", () => {
  it("a flag is applied to a config once", async () => {
    const folder = temporaryFolder();
    const file = writeConfig(folder, "small", ["experiment: nudge-sweep", "seeds: [0]"]);
    const override = { path: ["seeds"], value: [1], origin: "--set seeds=[1]" };
    const resolve = async () => {
      const [resolved] = resolveConfigs([{ name: "small", file: join(folder, file) }], [override]);
      expect(resolved!.config.seeds).toEqual([1]);
    };
    expect(await callsOf("config/override.ts", "withValue", resolve)).toBe(1);
  });

  it("a config is parsed once, and that of its result not again while it is what it was", async () => {
    const folder = temporaryFolder();
    const file = writeConfig(folder, "small", ["experiment: nudge-sweep", "seeds: [0]"]);
    const parses = (body: () => Promise<unknown>) => callsOf("config/source.ts", "parseSource", body);
    expect(await parses(() => resolveFigures(join(folder, file), {}))).toBe(1);

    const { store, planned } = finishedFigure("todo");
    const { figure } = planned;
    const target = { folder: join(store.resultsRoot, "small"), reason: null };
    await writeFigure(planned, target, runOf(store, []));
    const again = async () => {
      expect(chooseFolder(store.resultsRoot, figure)).toEqual(target);
      await planFigures([figure], store, { force: false });
      await writeFigure(planned, target, runOf(store, []));
    };
    expect(await parses(again)).toBe(0);
    // Another layout of the same config takes the same place.
    fs.appendFileSync(join(target.folder, "config.yaml"), "# mine");
    expect(chooseFolder(store.resultsRoot, figure)).toEqual(target);
  });

  it("what cells of a plan are computed with is one list for those that share it", () => {
    const { experiment, config } = configured("smoke/fig3a");
    const cellOf = cellMaker();
    const lists = [0, 1].flatMap(() =>
      experiment.cells(config, mnistChecksums, cellOf).map(({ uses }) => uses),
    );
    const texts = new Set(lists.map((list) => list.join()));
    expect(lists.length).toBeGreaterThan(2 * texts.size);
    expect(new Set(lists).size).toBe(texts.size);
  });

  it("a dataset is hashed once and opened once, for however many figures", () => {
    const folder = temporaryFolder();
    const images = join(folder, "images");
    mkdirSync(images);
    writeDataset(images);
    const files = ["one", "two", "three"].map((name) => {
      const file = writeConfig(folder, name, [
        "experiment: nudge-sweep",
        "seeds: [0]",
        "lambda: [0.1]",
        "network: { sizes: [6, 3, 4] }",
        `dataset: { dir: ${JSON.stringify(images)} }`,
      ]);
      return { name, file: join(folder, file) };
    });
    const configs = resolveConfigs(files, []);
    const opens = opensOf(images, () => prepareFigures(configs));
    expect(Object.keys(opens).length).toBeGreaterThan(1);
    for (const [name, count] of Object.entries(opens)) expect(count, name).toBeLessThanOrEqual(2);
  });

  it.each([
    ["fig2a", 2],
    ["fig3a", 2],
    ["first-step", 2],
    ["feedback-sweep", 2],
  ])("the network's answer is computed once a cell of %s", async (file, cells) => {
    const { experiment, config } = configured(`smoke/${file}`);
    const chosen = experiment.cells(config, mnistChecksums).slice(0, cells);
    // None can do without.
    const calls = await callsOf("network/feed-forward.ts", "feedForward", async () => {
      for (const { work, settings } of chosen) await performed(work, settings);
    });
    expect(calls).toBe(cells);
  });

  it("the file of a fresh cell is read once", async () => {
    const { store, planned } = finishedFigure("todo");
    const read: string[] = [];
    const readFileSync = ((path: string) => {
      read.push(path);
      return systemFiles.readFileSync(path);
    }) as typeof systemFiles.readFileSync;
    const counting = { ...store, files: { ...systemFiles, readFileSync } };
    const target = { folder: join(store.resultsRoot, "small"), reason: null };
    const { result } = await writeFigure(planned, target, runOf(counting, []));
    expect(result).toMatchObject({ state: "whole", cells: { computed: 4 } });
    const cells = read.filter((path) => path.endsWith(".jsonl"));
    expect(cells.toSorted()).toEqual([...new Set(cells)].sort());
    expect(cells).toHaveLength(4);
  });
});
