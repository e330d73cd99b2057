import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cellLimit, fitWindow, formatName, resultName } from "../../src/cli/sweep-flags.ts";
import { parseGrid, parseGridValues } from "../../src/config/grid.ts";
import { applyOverrides, parseOverrides } from "../../src/config/override.ts";
import { parseSource } from "../../src/config/source.ts";
import { resolveSource } from "../../src/figure/configs/resolved-config.ts";
import { resolveSweepSource } from "../../src/figure/configs/sweep-grid.ts";
import { parseManifest } from "../../src/report/result/manifest.ts";
import { parseSlurmOptions } from "../../src/run/slurm/options.ts";
import { mutatedText } from "./chance.ts";
import type { Target } from "./targets.ts";

const configsFolder = fileURLToPath(new URL("../../configs", import.meta.url));
const configs = readdirSync(configsFolder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .map((name) => readFileSync(join(configsFolder, name), "utf8"));

/** A few hundred damaged texts for what a user writes on the command line. */
const grammar = (name: string, texts: readonly string[], read: (text: string) => void): Target => ({
  name,
  count: 400,
  attempt: (chance) => {
    const text = mutatedText(chance.one(texts), chance);
    return { input: text, run: () => read(text) };
  },
});

const base = "experiment: nudge-sweep\nseeds: [0]\nlambda: [0.1]\n";
const source = () => parseSource(base, "fuzz.yaml");
const noFlags = { maxCells: 1000 };

export const textTargets: readonly Target[] = [
  {
    name: "configs",
    count: 10_000,
    attempt: (chance) => {
      const text = mutatedText(chance.one(configs), chance);
      const read = () => {
        const config = parseSource(text, "fuzz.yaml");
        if (Object.hasOwn(config.data, "sweep")) resolveSweepSource("fuzz", config, [], noFlags);
        else resolveSource("fuzz", config, []);
      };
      return { input: text, run: read };
    },
  },
  grammar("grids of numbers", ["1e-4..1", "0.1,0.01", "1e-4..1:log:9", "0.1..1:lin:10"], (text) =>
    parseGrid(text, "real"),
  ),
  grammar("grids of whole numbers", ["0..19", "0,5,7", "3"], (text) => parseGrid(text, "integer")),
  grammar("grids of names", ["relu,tanh", "[784,10],[784,20,10]", "0.1..1:lin:3"], parseGridValues),
  grammar("--set", ["inference.steps=500", "network.sizes=[784, 10]", "energy.options={ last: 4 }"], (text) =>
    resolveSource("fuzz", source(), parseOverrides([text])),
  ),
  grammar("--set of two", ["seeds=0..3", "a.b.c=1", "__proto__.x=1"], (text) =>
    applyOverrides(source(), parseOverrides(["lambda=0.5", text])),
  ),
  grammar("--vary", ["network.activation=relu,tanh", "inference.steps=10..100", "lambda=1e-4..1"], (text) =>
    resolveSweepSource("fuzz", source(), [], { ...noFlags, vary: [text] }),
  ),
  grammar("--zip", ["inference.stepSize=0.1,0.3,inference.steps=150,50", "lambda=0.1,1,seeds=0,1"], (text) =>
    resolveSweepSource("fuzz", source(), [], { ...noFlags, zip: [text] }),
  ),
  grammar("--slurm", ["time=1:00:00", "partition=long", "exclusive", "mem=4G"], (text) =>
    parseSlurmOptions([text]),
  ),
  grammar("--name", ["fig3a-tanh", "thesis/fig3a"], resultName),
  grammar("--max-cells", ["20000", "1"], cellLimit),
  grammar("--fit-window", ["1e-4..0.01", "0..1"], fitWindow),
  grammar("--format", ["json", "parquet", "csv"], formatName),
  grammar(
    "manifests",
    [
      '{ "version": "1", "experiment": "x", "configHash": "0", "precision": "float64", "dataset": {}, "seeds": [0], "outcomes": {}, "files": {} }',
    ],
    (text) => parseManifest(text, "manifest.json"),
  ),
];
