// How a sweep scales: cells in parallel, the cost of a cell beside its computing, and ten thousand of them.
// npm run build && npx tsx scripts/bench-sweep.ts [scaling] [overhead] [many]; all three without an argument.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Cell } from "../src/rows/cell.ts";
import { announce } from "../src/run/claims/presence.ts";
import { createWitness } from "../src/run/claims/witness.ts";
import { systemClock } from "../src/run/clock.ts";
import { localExecutor } from "../src/run/executor/local.ts";
import { planCells } from "../src/run/plan.ts";
import { openStore, prepareStore } from "../src/run/store/store.ts";

const program = fileURLToPath(new URL("../bin/ebm.js", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "ebm-bench-"));
const say = (line: string) => process.stdout.write(`${line}\n`);

/** What should hold, and whether it does. */
const report = (what: string, value: string, holds: boolean, aim: string): void => {
  say(`${holds ? "ok  " : "MISS"}  ${what}: ${value} (${aim})`);
};

/** Cells that each keep a core busy for a second. */
const scaling = async (): Promise<void> => {
  const count = 64;
  const module = join(root, "works.mjs");
  writeFileSync(
    module,
    'export const works = [{ name: "spin", schema: { parse: (given) => given }, measure: ({ seconds }) => { const end = performance.now() + 1000 * seconds;' +
      " while (performance.now() < end); return { tables: { main: [{ seconds }] }, outcomes: {} }; } }];\n",
  );
  const cells = Array.from(
    { length: count },
    (_, seed): Cell => ({ work: "spin", settings: { seconds: 1, seed }, uses: [], label: `seed ${seed}` }),
  );
  const time = async (workers: number) => {
    const store = openStore(join(root, `scaling-${workers}`));
    prepareStore(store);
    const { entries } = planCells(cells, store, null, { identity: {}, force: false });
    const start = performance.now();
    const presence = announce(store, "bench", systemClock);
    const claimant = { store, holder: presence.holder, witness: createWitness(store, systemClock) };
    await localExecutor({ claimant, workers, registryModule: pathToFileURL(module) }).run({ entries });
    presence.leave();
    return (performance.now() - start) / 1000;
  };
  const [one, two] = [await time(1), await time(2)];
  say(`${count} cells of a second: ${one.toFixed(2)} s with 1 worker, ${two.toFixed(2)} s with 2`);
  report("2 workers take", `${(two / one).toFixed(3)} of the time of 1`, two / one <= 0.56, "at most 0.56");
};

interface Measured {
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Of the parent process, in megabytes, with the second at which it was taken. */
  readonly memory: readonly (readonly [number, number])[];
}

/** Runs the program; looking at its memory costs time, so that it is left out where time is what counts. */
const ebm = async (args: readonly string[], memoryEvery = Number.POSITIVE_INFINITY): Promise<Measured> => {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const memory: [number, number][] = [];
  const look = () => {
    try {
      const text = execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" });
      memory.push([seconds(), Number(text) / 1024]);
    } catch {
      // It has just ended.
    }
  };
  const timer = Number.isFinite(memoryEvery) ? setInterval(look, memoryEvery) : undefined;
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`ebm ${args.join(" ")}: exit ${code}\n${stderr}`);
  return { seconds: seconds(), stdout, stderr, memory };
};

const tiny = join(root, "tiny.yaml");
writeFileSync(
  tiny,
  "experiment: nudge-sweep\nseeds: 0..19\nlambda: 0.1\nalongside: none\nnetwork: { sizes: [784, 8, 6, 10] }\n",
);

/** What a cell costs besides its computing: start, storing, table, summary, chart, all spread over the cells. */
const overhead = async (): Promise<void> => {
  const { stdout, seconds } = await ebm([
    ...["sweep", tiny, "--vary", "inference.stepSize=0.05..0.5:lin:20", "--workers", "1"],
    ...["--out", "overhead", "--json"],
  ]);
  const { results, cells } = JSON.parse(stdout);
  const each = (1000 * (seconds - results[0].seconds)) / cells.total;
  say(`${cells.total} tiny cells with 1 worker: ${seconds.toFixed(2)} s`);
  report("a cell costs besides its computing", `${each.toFixed(1)} ms`, each < 30, "below 30 ms");
};

const many = async (): Promise<void> => {
  const args = ["sweep", tiny, "--vary", "inference.stepSize=0.05..0.5:lin:500", "--out", "many"];
  const plan = await ebm([...args, "--dry-run"]);
  report("10,000 cells are planned in", `${plan.seconds.toFixed(2)} s`, plan.seconds < 2, "under 2 s");
  const run = await ebm([...args, "--quiet"], 500);
  say(`they are computed, stored and drawn in ${run.seconds.toFixed(1)} s`);
  const during = (from: number, to: number) =>
    run.memory.filter(([at]) => at >= from * run.seconds && at < to * run.seconds).map(([, size]) => size);
  const [early, late] = [Math.max(...during(0.1, 0.3)), Math.max(...during(0.6, 0.8))];
  const peak = Math.max(...run.memory.map(([, size]) => size));
  say(
    `memory of the parent: ${early.toFixed(0)} MB early, ${late.toFixed(0)} MB late, ${peak.toFixed(0)} MB at most`,
  );
  report("it grows by", `${(late - early).toFixed(0)} MB`, late - early < 50, "flat: less than 50 MB");
  const again = await ebm([...args, "--quiet"]);
  report("all of it again takes", `${again.seconds.toFixed(2)} s`, again.seconds < 3, "under 3 s");
};

const parts = { scaling, overhead, many };
const wanted = process.argv.slice(2);
try {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) await part();
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
