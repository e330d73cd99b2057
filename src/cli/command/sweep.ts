import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { pointsPerDecade } from "../../config/grid.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { GridFlags } from "../../figure/configs/sweep-grid.ts";
import { addClusterOptions } from "../cluster-flags.ts";
import type { ComputeFlags } from "../compute.ts";
import { folderPath, precisionName, refuseRepeats, repeatable, workerCount } from "../flags.ts";
import { cellLimit, crossedLevel, fitWindow, formatName, resultName } from "../sweep-flags.ts";

type Given = Omit<SweepFlags, "typed" | "lambda"> & { readonly lambda?: string | true };

/** What is swept when nothing else is said. */
const paperNetwork = "fig3a";

/**
 * `--lambda` may stand without values, so a word after it that is no grid is the name, and one that is leaves the name
 * out. Throws `UserError` (usage) when there is nothing to sweep.
 */
const nameAndStrengths = (
  word: string | undefined,
  given: string | true | undefined,
): { readonly name: string; readonly lambda: string | undefined } => {
  if (given === undefined) {
    if (word !== undefined) return { name: word, lambda: undefined };
    throw new UserError(
      exitCode.usage,
      "expected a figure or a config file to sweep, found none; name one, as in ebm sweep fig3a --lambda 1e-4..1",
    );
  }
  if (given !== true && !/^[\s+-]*[\d.]+/.test(given) && word === undefined)
    return { name: given, lambda: defaultStrengths };
  return { name: word ?? paperNetwork, lambda: given === true ? defaultStrengths : given };
};

type SweepFlags = ComputeFlags & GridFlags & { readonly format?: readonly string[] };

/** Of `--lambda` without values. */
const defaultStrengths = "1e-4..1";

const help = `
The first commands:
  ebm sweep --lambda                                   the paper's network over λ
  ebm sweep fig3a --lambda 1e-4..1 --dry-run           what would be computed
  ebm sweep fig3a --lambda 1e-4..1 --seeds 0..4 \\
    --set inference.solver=equilibrium \\
    --vary network.activation=relu,tanh                compute it, draw it
  ebm status                                           what is done, what failed

Values:
  0.05,0.1,0.3      a list; names likewise: relu,tanh
  1e-4..1           logarithmic, both ends included, ${pointsPerDecade} points a decade
  1e-4..1:log:9     logarithmic, 9 points
  0.1..1:lin:10     equidistant, 10 points
  0..19             whole numbers, for a field that is one
  [784,64,10],…     for a field that is a list: YAML, separated by commas
All combinations of the fields are computed. --zip pairs values instead:
  --zip inference.stepSize=0.1,0.3,inference.steps=150,50
A config file says the same in a block of its own:
  sweep:
    lambda: 1e-4..1
    vary: { network.activation: [relu, tanh] }
    zip: [{ inference.stepSize: [0.1, 0.3], inference.steps: [150, 50] }]
    seeds: 0..19

It writes <out>/<name>-sweep/: a CSV of every observation, its summary (mean, sd,
n), a chart, config.yaml and manifest.json. Finished cells are kept: a sweep that
was interrupted goes on where it stopped, and a larger one computes what is new.
`;

export const registerSweep = (program: Command, typed: readonly string[]): void => {
  const command = program
    .command("sweep")
    .summary("vary fields of a config over a grid; table, summary and chart")
    .description("Computes a config at every point of a grid, and writes one table, its summary and a chart.")
    .argument(
      "[name]",
      "a figure such as fig3a (see `ebm list`), or the path of a config file; with --lambda, fig3a if it is left out",
    )
    .option(
      "--lambda [values]",
      `vary the nudging strength λ, or what else the experiment turns down: dial, γ (default: ${defaultStrengths})`,
    )
    .option(
      "--vary <field=values>",
      "vary a field, as in inference.stepSize=0.05,0.1; repeatable",
      repeatable,
    )
    .option("--zip <a=values,b=values>", "vary fields together, value by value; repeatable", repeatable)
    .option("--seeds <values>", "in place of the config's seeds, as in 0..19")
    .option(
      "--set <key=value>",
      "set a field at all points, as in inference.steps=100; repeatable",
      repeatable,
    )
    .option("--precision <type>", "float64 or float32; short for --set precision=…", precisionName)
    .option("--engine <name>", "builtin or tfjs (TensorFlow.js, float32); short for --set engine.name=…")
    .option("--tfjs-backend <name>", "of the engine tfjs: tensorflow, wasm, cpu or auto (default: auto)")
    .option(
      "--energy <module>",
      "a custom energy (docs/custom-energy.md); one of TensorFlow.js implies --engine tfjs",
    )
    .option("--measure <column>", "what chart and table show (default: the experiment's first measure)")
    .option(
      "--cross <column=value>",
      "where the measure crosses this value, as in cosine=0.9999: a table, and a mark on the chart",
      crossedLevel,
    )
    .option(
      "--fit-window <from..to>",
      "values of λ through which the order is fitted (default: all up to 0.01)",
      fitWindow,
    )
    .option("--name <name>", "folder of the result within <out> (default: <config>-sweep)", resultName)
    .option(
      "--format <type>",
      "also write the table as json, parquet or spreadsheet (a CSV without formulas); repeatable",
      repeatable,
    )
    .option("--max-cells <n>", "refuse a grid of more cells (default: 10000)", cellLimit)
    .option(
      "--workers <n>",
      `processes that compute (default: the available cores, here ${availableParallelism()})`,
      workerCount,
    )
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--force", "compute again what is there already")
    .option("--fail-fast", "start no further cell after one has failed")
    .option("--retry-failed", "compute again what failed before (default)")
    .option("--no-retry-failed", "leave out what failed before")
    .option("--dry-run", "list the cells, which are done, and why the others are not; compute nothing")
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "no progress and no summary, only failures");
  addClusterOptions(command);
  command.addHelpText("after", help).action(async (word: string | undefined, given: Given) => {
    const { findConfig } = await import("../../figure/configs/config-files.ts");
    const { knownExperiments } = await import("../../figure/configs/known-experiments.ts");
    const { overridesOf } = await import("../../figure/configs/overrides.ts");
    const { resolveSweep } = await import("../../figure/configs/sweep-grid.ts");
    const { compute } = await import("../compute.ts");
    const { name, lambda } = nameAndStrengths(word, given.lambda);
    const { lambda: _, ...others } = given;
    const flags = { ...others, typed, ...(lambda !== undefined && { lambda }) };
    const named = new Set((flags.format ?? []).map(formatName));
    const extras = { formats: [...named].filter((format) => format !== "csv") };
    const file = findConfig(name);
    const known = await knownExperiments([file], overridesOf(flags));
    process.exitCode = await compute([resolveSweep(file, flags, known)], flags, extras);
  });
  refuseRepeats(command);
};
