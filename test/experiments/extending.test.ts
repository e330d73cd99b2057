import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @ts-expect-error: the build is plain JavaScript.
import { compileKernels } from "../../scripts/kernels.mjs";

// Carries out docs/extending.md on a copy of the sources: what is in its code blocks, and nothing else.

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(root, "docs/extending.md"), "utf8");

interface Block {
  readonly instruction: string;
  readonly code: string;
}

const blocks: readonly Block[] = [...page.matchAll(/^```ts (.*)\n([\s\S]*?)^```$/gm)].map(
  ([, instruction, code]) => ({ instruction: instruction!, code: code! }),
);

/** Writes a new file, or puts lines after the one that holds the anchor, or at the top. Gives the file. */
const carryOut = (copy: string, { instruction, code }: Block): string => {
  const [, file] = /^file=(\S+)$/.exec(instruction) ?? [];
  if (file !== undefined) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), code, { flag: "wx" });
    return join(copy, file);
  }
  const [, anchor, inside] = /^after="([^"]+)" in=(\S+)$/.exec(instruction) ?? [];
  const [, top] = /^top-of=(\S+)$/.exec(instruction) ?? [];
  const target = join(copy, (inside ?? top)!);
  const lines = readFileSync(target, "utf8").split("\n");
  const at = anchor === undefined ? 0 : lines.findIndex((line) => line.startsWith(anchor)) + 1;
  if (anchor !== undefined && at === 0) throw new Error(`${inside} has no line that starts with ${anchor}`);
  lines.splice(at, 0, code.trimEnd());
  writeFileSync(target, lines.join("\n"));
  return target;
};

/**
 * Keeps the type checker from the files that neither are new or changed nor import one that is: `npm run typecheck` has found
 * them right as they stand, and takes several times as long.
 */
const checkAlone = (copy: string, touched: ReadonlySet<string>): void => {
  const sources = readdirSync(join(copy, "src"), { recursive: true })
    .map((name) => join(copy, "src", String(name)))
    .filter((path) => path.endsWith(".ts"));
  for (const path of sources) {
    const text = readFileSync(path, "utf8");
    const imported = [...text.matchAll(/(?:from|import) ?\(?"(\.[^"]+\.ts)"/g)].map(([, name]) =>
      join(dirname(path), name!),
    );
    if (![path, ...imported].some((each) => touched.has(each)))
      writeFileSync(path, `// @ts-nocheck\n${text}`);
  }
};

/** Measures what the page claims, in the copy. */
const measurement = `
import { kernelBytes } from "./src/bench/kernel-bytes.ts";
import { mnistChecksums } from "./src/data/dataset.ts";
import { bindEnergy, energies } from "./src/energy/registry.ts";
import { openLaboratory } from "./src/bench/open-laboratory.ts";
import { perform } from "./src/bench/work.ts";
import { experiments } from "./src/experiments/registry.ts";
import { works } from "./src/experiments/works.ts";
import { createLinalg } from "./src/linalg/linalg.ts";
import { initialise } from "./src/network/initialise.ts";
import { chain } from "./src/network/network.ts";
import { createStream } from "./src/random/stream.ts";

const laboratory = openLaboratory();
const rowsOf = async (asked, table) => {
  const experiment = experiments[asked.experiment]!;
  const config = experiment.schema.parse(asked);
  const rows = [];
  for (const { work, settings } of experiment.cells(config, mnistChecksums)) {
    const { tables } = await perform(works.find(({ name }) => name === work)!, settings, laboratory);
    rows.push(...tables[table]!);
  }
  return { rows, shown: () => ({ summary: experiment.summarise({ [table]: rows }, config), chart: experiment.chart(config, "x", {}) }) };
};
const sizes = [784, 8, 6, 10];
const orders = {};
for (const [activation, estimators] of [["tanh", ["frugal-nudge", "frugal-richardson"]], ["softsign", ["pc-nudge"]]]) {
  const asked = {
    experiment: "estimator-order", estimators, dial: "1e-4..1:log:9", seeds: [0], alongside: "none", network: { sizes, activation },
  };
  for (const { estimator, order } of (await rowsOf(asked, "orders")).rows) orders[estimator] = order;
}
const started = await rowsOf({ experiment: "start-weights", seeds: [0, 1], network: { sizes, initialisation: "pytorch-default" } }, "weights");

// The force by central differences of the value.
const linalg = createLinalg("float64", kernelBytes("float64"));
const network = chain({ sizes: [4, 6, 5, 3], activation: "softsign" });
const parameters = initialise(linalg, network, "pytorch-default", createStream(0, "parameters"));
const [input, target] = [linalg.matrix(1, 4), linalg.matrix(1, 3)];
linalg.values(input).set([0.5, -1, 0.3, 0.8]);
const energy = bindEnergy(linalg, energies["frugal-coding"], { network, parameters, input, target, loss: "squared-error" });
const state = energy.start.map((x, l) => {
  const moved = linalg.matrix(x.rows, x.columns);
  linalg.values(x).forEach((value, k) => { linalg.values(moved)[k] = value + 0.1 * ((k + l) % 3); });
  return moved;
});
const force = state.map((x) => linalg.matrix(x.rows, x.columns));
energy.force(state, 0.7, force);
const value = () => { const { internal, supervised } = energy.values(state); return internal[0] + 0.7 * supervised[0]; };
let deviation = 0;
state.forEach((x, l) => linalg.values(x).forEach((kept, k, values) => {
  const at = (step) => { values[k] = kept + step; const found = value(); values[k] = kept; return found; };
  deviation = Math.max(deviation, Math.abs(linalg.values(force[l])[k] + (at(1e-5) - at(-1e-5)) / 2e-5));
}));
console.log(JSON.stringify({ orders, deviation, start: { rows: started.rows, ...started.shown() } }));
`;

describe("docs/extending.md", () => {
  const copy = mkdtempSync(join(tmpdir(), "ebm-extending-"));
  afterAll(() => rmSync(copy, { recursive: true }));

  beforeAll(() => {
    cpSync(join(root, "src"), join(copy, "src"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const name of ["package.json", "tsconfig.json"]) cpSync(join(root, name), join(copy, name));
    checkAlone(copy, new Set(blocks.map((block) => carryOut(copy, block))));
    compileKernels(copy, ["float64"]);
  });

  it("adds a file for the energy, for each estimator and for the activation, and a folder for the experiment", () => {
    const files = blocks.filter(({ instruction }) => instruction.startsWith("file="));
    expect(files.map(({ instruction }) => instruction)).toEqual([
      "file=src/energy/frugal-coding.ts",
      "file=src/gradient/estimator/frugal-nudge.ts",
      "file=src/gradient/estimator/frugal-richardson.ts",
      "file=src/linalg/assembly/activation/softsign.ts",
      "file=src/experiments/start-weights/measure.ts",
      "file=src/experiments/start-weights/present.ts",
    ]);
  });

  it("leaves sources that the type checker accepts", () => {
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    // Several checkers would each look at what all files share, and other tests have the other cores.
    const alone = ["--singleThreaded"];
    const { stdout } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.json", "--noEmit", ...alone], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });

  it("the energy's force with the activation is that of its value, the orders are those claimed, the experiment has its rows", () => {
    writeFileSync(join(copy, "measure.mts"), measurement);
    // In one piece, and where the program is built: what it looks for is beside it.
    buildSync({
      absWorkingDir: copy,
      entryPoints: ["measure.mts"],
      outfile: "lib/measure.mjs",
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
      target: "node20",
    });
    const output = execFileSync(process.execPath, ["lib/measure.mjs"], { cwd: copy, encoding: "utf8" });
    const { orders, deviation, start } = JSON.parse(output) as {
      orders: Record<string, number>;
      deviation: number;
      start: { rows: { layer: number; size: number }[]; summary: { findings: unknown[] }; chart: object };
    };
    expect(deviation).toBeLessThan(1e-9);
    expect(Math.abs(orders["frugal-nudge"]! - 1)).toBeLessThan(0.03);
    expect(Math.abs(orders["frugal-richardson"]! - 4)).toBeLessThan(0.15);
    expect(Math.abs(orders["pc-nudge"]! - 1)).toBeLessThan(0.03);
    // PyTorch draws weights uniformly within ±1/√n, whose root of the mean square is 1/√(3n); 6272 of them say so to 2 %.
    expect(start.rows.map(({ layer }) => layer)).toEqual([1, 2, 3, 1, 2, 3]);
    for (const { size } of start.rows.filter(({ layer }) => layer === 1))
      expect(Math.abs(size * Math.sqrt(3 * 784) - 1)).toBeLessThan(0.02);
    expect(start.summary.findings).toHaveLength(6);
    expect(start.chart).toHaveProperty("title");
  });

  it("names files that exist", () => {
    for (const [, path] of page.matchAll(/\]\(\.\.\/([^)]+)\)/g)) {
      expect(() => readFileSync(join(root, path!))).not.toThrow();
    }
  });
});
