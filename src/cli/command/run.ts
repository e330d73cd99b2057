import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import type { FieldFlags } from "../../figure/configs/overrides.ts";
import type { Level } from "../../sweep/cross/crossings.ts";
import { addClusterOptions } from "../cluster-flags.ts";
import type { ComputeFlags } from "../compute.ts";
import { folderPath, precisionName, refuseRepeats, repeatable, workerCount } from "../flags.ts";
import { cellLimit, crossedLevel, resultName } from "../sweep-flags.ts";

type RunFlags = ComputeFlags &
  FieldFlags & { readonly saveWeights?: true; readonly name?: string; readonly cross?: Level };

const examples = `
Examples:
  ebm run all                         every figure of the paper
  ebm run fig3a --set lambda=1e-4..1  one figure, with other settings
  ebm run ./my.yaml --out elsewhere   a config of your own

Other settings make another result: --set inference.steps=100 goes to
<out>/fig3a-steps=100, or where --name says.
It prints the folders of the results. Finished cells are kept in <out>/.cells:
a run that was interrupted goes on where it stopped, and one that is repeated
computes nothing again.
`;

export const registerRun = (program: Command, typed: readonly string[]): void => {
  const command = program
    .command("run")
    .summary("compute figures and write their CSV, chart, SVG and PNG")
    .description(
      "Computes a figure of the paper, or a config of your own, and writes its CSV, chart, SVG and PNG.",
    )
    .argument("<name>", "a figure such as fig3a (see `ebm list`), the path of a config file, or all")
    .option(
      "--set <key=value>",
      "override a field of the config, as in inference.stepSize=0.3; repeatable",
      repeatable,
    )
    .option("--precision <type>", "float64 or float32; short for --set precision=…", precisionName)
    .option("--engine <name>", "builtin or tfjs (TensorFlow.js, float32); short for --set engine.name=…")
    .option("--tfjs-backend <name>", "of the engine tfjs: tensorflow, wasm, cpu or auto (default: auto)")
    .option(
      "--energy <module>",
      "a custom energy (docs/custom-energy.md); one of TensorFlow.js implies --engine tfjs",
    )
    .option(
      "--workers <n>",
      `processes that compute (default: the available cores, here ${availableParallelism()})`,
      workerCount,
    )
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option(
      "--name <name>",
      "folder of the result within <out> (default: the config's, and what --set changed)",
      resultName,
    )
    .option("--max-cells <n>", "refuse a config of more cells (default: 10000)", cellLimit)
    .option(
      "--cross <column=value>",
      "where a measure crosses this value, as in cosine=0.9999: a table, and a mark on the chart",
      crossedLevel,
    )
    .option("--save-weights", "also write the trained networks, as safetensors files")
    .option("--force", "compute again what is there already")
    .option(
      "--dry-run",
      "list the cells, which of them are done, and why the others are not; compute nothing",
    )
    .addOption(
      new Option(
        "--check",
        "compute everything afresh elsewhere, and compare with what is in <out>; exit 3 if a number differs",
      ).conflicts("dryRun"),
    )
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "no progress and no summary, only failures");
  addClusterOptions(command);
  command.addHelpText("after", examples).action(async (name: string, given: Omit<RunFlags, "typed">) => {
    const { resolveFigures } = await import("../../figure/configs/resolve-figures.ts");
    const { compute } = await import("../compute.ts");
    const flags = { ...given, typed };
    const configs = await resolveFigures(name, flags);
    process.exitCode = await compute(configs, flags, { saveWeights: flags.saveWeights === true });
  });
  refuseRepeats(command);
};
