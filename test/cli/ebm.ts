import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { withDrawingHere } from "../report/drawing-here.ts";
import { withWorkersHere } from "../run/worker-here.ts";
import { withBlankPictures } from "./blank-pictures.ts";
import { withMemoryUsedBefore } from "./engine-memory.ts";

/** What the shell runs. */
export const program = fileURLToPath(new URL("../../bin/ebm.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

interface StartOptions {
  /** Hears what has been written to stderr so far. */
  readonly watch?: (stderr: string, child: ChildProcess) => void;
  /** Another installation's program. */
  readonly bin?: string;
  /** Flags of Node itself. */
  readonly node?: readonly string[];
}

/** Starts the built program in a folder. */
export const start = (
  cwd: string,
  args: readonly string[],
  { watch = () => {}, bin = program, node = [] }: StartOptions = {},
): Running => {
  const child = spawn(process.execPath, [...node, bin, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    watch(stderr, child);
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return { child, ended };
};

/** Not by its name, which the type checker would look for before it is built. */
const built = fileURLToPath(new URL("../../lib/cli/main.js", import.meta.url));

// As on a machine with one core: a second worker costs more to start than it saves where cells take a millisecond. Tests of
// several workers ask for them.
os.availableParallelism = () => 1;
syncBuiltinESMExports();

let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of the built program in a folder, within this process: a tenth of the cost of starting one. Its one worker is here
 * too; several are processes of their own. A PNG is a blank one. One command at a time: they share the folder and the streams.
 */
export const ebm = (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  inTurn(() => withBlankPictures(() => computing(cwd, args)));

/** The same; `watch` hears what has been written to stderr so far, as it is written. */
export const ebmWatched = (cwd: string, args: readonly string[], watch: Watch): Promise<Ended> =>
  inTurn(() => withBlankPictures(() => computing(cwd, args, watch)));

/** The same, with the pictures painted, for tests that look at them. */
export const ebmPainting = (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  inTurn(() => computing(cwd, args));

const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
  const mine = turn.then(run);
  turn = mine;
  return mine;
};

type Watch = (stderr: string) => void;

/** In this process: the cells, and what draws. */
const computing = (cwd: string, args: readonly string[], watch: Watch = () => {}): Promise<Ended> => {
  const asked = args.indexOf("--workers");
  const several = asked >= 0 && args[asked + 1] !== "1";
  const run = () => withDrawingHere(() => withMemoryUsedBefore(() => runHere(cwd, args, watch)));
  return several ? run() : withWorkersHere(run);
};

const runHere = async (cwd: string, args: readonly string[], watch: Watch): Promise<Ended> => {
  const { runCommandLine } = (await import(built)) as typeof import("../../src/cli/main.ts");
  const before = process.cwd();
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      if (name === "stderr") watch(written.stderr);
      return true;
    }),
  );
  process.chdir(cwd);
  process.exitCode = undefined;
  try {
    await runCommandLine(args);
    return { code: Number(process.exitCode ?? 0), signal: null, ...written };
  } finally {
    process.exitCode = undefined;
    process.chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
};

const folders: string[] = [];
// Test files share this module: the folders go with the process, not with the first of them.
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder that goes when all tests have ended. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "ebm-cli-"));
  folders.push(folder);
  return folder;
};

/** Writes a config and returns its path, `./<name>.yaml`. */
export const writeConfig = (folder: string, name: string, lines: readonly string[]): string => {
  writeFileSync(join(folder, `${name}.yaml`), `${lines.join("\n")}\n`);
  return `./${name}.yaml`;
};

/** Eight cells of a millisecond: Fig. 3A with a network of 8 and 6 hidden units. */
export const tiny = [
  "experiment: nudge-sweep",
  "seeds: [0, 1]",
  "lambda: [0.1, 1]",
  "network: { sizes: [784, 8, 6, 10] }",
];

/** Cells of two batches each: Fig. 3C. One that diverges fails, as inference.stepSize=50 does. */
export const short = [
  "experiment: training-similarity",
  "seeds: [0, 1]",
  "network: { sizes: [784, 8, 6, 10] }",
  "alongside: none",
  "training: { images: 128, testImages: 10 }",
];

/** Twelve cells of some hundredths of a second: Fig. 3B with 15 batches. */
export const training = [
  "experiment: training-accuracy",
  "seeds: 0..3",
  "network: { sizes: [784, 8, 6, 10] }",
  "training: { images: 960, testImages: 100 }",
];
