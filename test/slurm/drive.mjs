// A run on the built modules as one job array: drive.mjs <results root> <JSON file: cells, slurm,
// cellsPerTask, detach>.
// Prints a JSON line for each event, each notice, and the report.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../dist/run/clock.js";
import { planCells } from "../../dist/run/plan.js";
import { parseSlurmOptions } from "../../dist/run/slurm/options.js";
import { systemSlurm } from "../../dist/run/slurm/scheduler.js";
import { slurmExecutor } from "../../dist/run/slurm/slurm-executor.js";
import { openStore, prepareStore } from "../../dist/run/store/store.js";

const [root, file] = process.argv.slice(2);
const { cells, slurm = [], cellsPerTask = null, detach = false } = JSON.parse(readFileSync(file, "utf8"));
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const store = openStore(root);
prepareStore(store);
const plan = planCells(cells, store, null, {
  identity: { laboratory: "test", "work held": "test" },
  force: false,
});
say({ type: "planned", todo: plan.todo, done: plan.done });
const executor = slurmExecutor({
  store,
  scheduler: systemSlurm,
  clock: systemClock,
  settings: { options: parseSlurmOptions(slurm), cellsPerTask, arrayLimit: null, detach },
  command: "drive",
  estimate: plan.estimate,
  notice: (line) => say({ type: "notice", line }),
  registryModule: pathToFileURL(new URL("./works.mjs", import.meta.url).pathname).href,
  pace: { journals: 0.3, scheduler: 1 },
});
const started = performance.now();
const { failed, ...report } = await executor.run({
  entries: plan.entries,
  onEvent: ({ entry, ...event }) =>
    say({ ...event, event: event.type, type: "event", seed: entry.cell.settings.seed }),
});
say({
  type: "report",
  ...report,
  failed: failed.map(({ entry }) => entry.cell.settings.seed),
  seconds: (performance.now() - started) / 1000,
});
