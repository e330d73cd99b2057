import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { CellResult } from "../../src/rows/cell.ts";
import { temporaryFolder, worksModule } from "./helpers.ts";

/** How many cells a run of the driver has; each takes a few milliseconds. */
export const cells = 60;
export const seeds: readonly number[] = Array.from({ length: cells }, (_, seed) => seed);

/** Where the program is stays known to what is bundled elsewhere. */
const inPlace: Plugin = {
  name: "in-place",
  setup: ({ onResolve }) => {
    const path = fileURLToPath(new URL("../../dist/package-root.js", import.meta.url));
    onResolve({ filter: /\/package-root\.js$/ }, () => ({ path, external: true }));
  },
};

/** A fixture in one piece, for several processes: each would take longer to find its modules than to do what it is for. */
export const bundleOf = async (fixture: string): Promise<string> => {
  const outfile = join(temporaryFolder(), fixture);
  await build({
    entryPoints: [fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [inPlace],
  });
  return outfile;
};

const bundled = bundleOf("driver.mjs");

/** How the driver is called: by Node, for a run in `root` with this many workers. */
export const driverCommand = async (
  root: string,
  workers: number,
  ...settings: readonly string[]
): Promise<readonly string[]> => [
  await bundled,
  root,
  String(cells),
  String(workers),
  worksModule.href,
  ...settings,
];

/** The environment in which workers note in `ledger` which cells they begin. */
export const notingIn = (ledger: string): NodeJS.ProcessEnv => ({ ...process.env, EBM_TEST_LEDGER: ledger });

/** The seeds that were noted as begun, in that order. */
export const begunIn = (ledger: string): readonly number[] =>
  existsSync(ledger)
    ? readFileSync(ledger, "utf8")
        .trim()
        .split("\n")
        .map((line) => Number(line.split(" ")[1]))
    : [];

interface Drive {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Starts the driver with two workers; `watch` hears every line that it prints. */
export const drive = async (
  root: string,
  ledger: string,
  watch: (line: string, child: ChildProcess) => void,
  ...settings: readonly string[]
): Promise<Drive> => {
  const child = spawn(process.execPath, await driverCommand(root, 2, ...settings), {
    env: notingIn(join(root, ledger)),
    stdio: ["ignore", "pipe", "inherit"],
    // Its own process group, so that a test can send it what a terminal sends on Ctrl-C.
    detached: true,
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on("line", (line) => {
    lines.push(line);
    watch(line, child);
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  return { child, lines, ended };
};

export const rowsIn = (root: string): string => readFileSync(join(root, "rows.json"), "utf8");

/** What a run leaves when all is done, from the works themselves: no run has had a part in it. */
export const expectedRows = (async (): Promise<string> => {
  const { works } = (await import(worksModule.href)) as {
    readonly works: readonly { readonly name: string; readonly measure: (settings: object) => CellResult }[];
  };
  const results = seeds.map((seed) => works.find(({ name }) => name === "test-point")!.measure({ seed }));
  const rows = ["main", "test"].map((name) => results.flatMap(({ tables }) => tables[name]!));
  const outcomes: Record<string, number> = {};
  for (const [outcome, count] of results.flatMap((result) => Object.entries(result.outcomes)))
    outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  return JSON.stringify([rows, outcomes]);
})();
