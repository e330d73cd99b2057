// npm run bench [-- --json] [--rounds n] [--against commit] [--engines] [--keep]: the time of one training batch, the fastest of many short
// runs, since other processes only ever make a run slower; a table for the README. With --against the benchmark of that commit runs in
// turns with this one's, and the ratios compare the two; with --engines the backends of TensorFlow.js run too; with --keep the times go
// to docs/speed.json, from which `npm run docs:numbers` writes what the README says of speed (on an idle machine).
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread } from "node:worker_threads";
import { Bench } from "tinybench";
import { checkOut, type OtherCommit, turn } from "./bench/against.ts";
import { type BatchRow, batchRows } from "./bench/batch.ts";
import { allowance, convolutionRows, names } from "./bench/convolution.ts";
import { tensorFlowRuns } from "./bench/engines.ts";
import { serve, startThread, type Thread } from "./bench/thread.ts";
import type { Speed } from "./docs/speed.ts";

const { values: options } = parseArgs({
  options: {
    // "--json" on the command line.
    json: { type: "boolean", default: false },
    engines: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    rounds: { type: "string", default: "8" },
    against: { type: "string" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));

/** Fastest run of each row in ms, over short turns of all rows, so that a disturbance meets all alike. */
const measure = async (
  rows: readonly BatchRow[],
  rounds: number,
  other: OtherCommit | null,
): Promise<{ own: Map<string, number>; against: Map<string, number> }> => {
  const [own, against] = [new Map<string, number>(), new Map<string, number>()];
  const keep = (all: Map<string, number>, name: string, time: number): void => {
    all.set(name, Math.min(time, all.get(name) ?? Number.POSITIVE_INFINITY));
  };
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench(turn);
    for (const { name, run } of rows) bench.add(name, run);
    await bench.run();
    for (const { name, result } of bench.tasks) {
      if (result.state !== "completed") throw new Error(`${name} did not run: ${JSON.stringify(result)}`);
      keep(own, name, result.latency.min);
    }
    if (other !== null) for (const [name, time] of other.measure()) keep(against, name, time);
  }
  return { own, against };
};

/** What TensorFlow.js runs in its thread. */
const threadRows = ({ names: given, run }: Thread): BatchRow[] =>
  given.map((name) => ({
    name,
    run: async () => run(name),
    passes: name === names.tensorFlow ? 3 : null,
    unit: name === names.tensorFlow ? names.backprop : "backprop, float64",
  }));

const bench = async (): Promise<void> => {
  const convolutional = convolutionRows();
  const thread = await startThread();
  const rows = [...batchRows(), ...convolutional.rows, ...threadRows(thread)];
  const other = options.against === undefined ? null : checkOut(root, options.against);
  const { own, against } = await measure(rows, Number(options.rounds), other).finally(async () => {
    await thread.close();
    other?.close();
  });

  const result = rows.map(({ name, passes, unit }) => {
    const fastest = own.get(name)!;
    const before = against.get(name);
    return {
      name,
      fastest,
      passesPerSecond: passes === null ? null : Math.round((1000 * passes) / fastest),
      backprops: fastest / own.get(unit)!,
      ratio: before === undefined ? null : fastest / before,
    };
  });
  const ratioOf = (slow: string, fast: string): number => own.get(slow)! / own.get(fast)!;
  const { iterations } = convolutional;
  const convolution = {
    iterations,
    backprops: ratioOf(names.equilibrium, names.backprop),
    allowed: allowance(iterations),
    float32OfTensorFlow: ratioOf(names.single, names.tensorFlow),
  };
  const speedups = {
    euler: ratioOf("Euler × 50, plain loops", "Euler × 50, float64"),
    backprop: ratioOf("backprop, plain loops", "backprop, float64"),
  };

  if (options.keep) {
    const [processor, node] = [cpus()[0]?.model ?? "unknown", process.version];
    const kept: Speed = { processor, node, fastest: Object.fromEntries(own) };
    writeFileSync(join(root, "docs", "speed.json"), `${JSON.stringify(kept, null, 2)}\n`);
  }
  if (options.json) {
    console.log(
      JSON.stringify({
        processor: cpus()[0]?.model,
        node: process.version,
        rows: result,
        speedups,
        convolution,
      }),
    );
  } else {
    const heads = ["one batch of 64 images", "fastest, ms", "backprops", "passes/s"];
    const line = (cells: readonly string[]): void => console.log(`| ${cells.join(" | ")} |`);
    line([...heads, ...(other ? [`× ${other.commit}`] : [])]);
    line([...heads, ...(other ? [""] : [])].map((_, i) => (i === 0 ? "---" : "--:")));
    for (const { name, fastest, backprops, passesPerSecond, ratio } of result) {
      const cells = [
        name,
        fastest.toFixed(2),
        backprops.toFixed(1),
        passesPerSecond?.toLocaleString("en") ?? "",
      ];
      line([...cells, ...(other ? [ratio?.toFixed(2) ?? ""] : [])]);
    }
    console.log(
      `\n${cpus()[0]?.model}, Node ${process.version}. Plain loops take ${speedups.euler.toFixed(0)} times as long as ` +
        `the engine for Euler, ${speedups.backprop.toFixed(0)} times for backprop. The convolutional network (8 and 16 channels of 3 × 3, 64, 10; tanh) ` +
        `takes ${convolution.backprops.toFixed(2)} of its backprops for ${iterations} iterations to the equilibrium (at most ${convolution.allowed.toFixed(2)}); ` +
        `its backprop in float32 takes ${convolution.float32OfTensorFlow.toFixed(2)} of the time of im2col on TensorFlow.js (at most 1).`,
    );
  }
};

if (isMainThread) await bench();
else serve(await tensorFlowRuns(options.engines));
