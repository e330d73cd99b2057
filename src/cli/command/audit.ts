import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { UserError } from "../../errors.ts";
import type { Asked } from "../../figure/audit/audit-config.ts";
import type { AuditFields } from "../../figure/audit/fields.ts";
import { commandLine } from "../../figure/command-line.ts";
import type { ComputeFlags } from "../compute.ts";
import { folderPath, precisionName, refuseRepeats, repeatable, workerCount } from "../flags.ts";
import { printNote } from "../output.ts";
import { resultName } from "../sweep-flags.ts";

interface AuditFlags extends ComputeFlags, AuditFields {
  readonly trained?: true;
  readonly name?: string;
}

const examples = `
Examples:
  ebm audit model.safetensors             a network from PyTorch
  ebm audit fig3a --lambda 0.1            a figure's network, at another λ
  ebm audit fig3c --trained               the same network after its training
  ebm audit ./my.yaml --target 0.9999 --per-layer

It says how far the estimate is from backprop, in each layer; how much of the way
to the equilibrium was gone; what λ, step size and number of steps would reach the
target. It writes <out>/<name>-audit/ as any result, with the main table as JSON.
`;

/** Trains a figure's networks, unless that is done, and gives the one that is audited. */
const trained = async (network: string, flags: AuditFlags): Promise<Asked> => {
  const { askedOfTrained, trainingOf } = await import("../../figure/audit/audit-config.ts");
  const { equipFigures, prepareFigures } = await import("../../figure/plan/figure.ts");
  const { regenerate } = await import("../../figure/run/regenerate.ts");
  const { problemOf } = await import("../../figure/run/run-report.ts");
  const { optionsOf } = await import("../compute.ts");
  const { attend } = await import("./attend.ts");
  const quiet = flags.quiet === true;
  const figures = await equipFigures(prepareFigures([trainingOf(network)]), printNote);
  const options = { ...optionsOf(flags), force: false, extras: { saveWeights: true } };
  const regeneration = await attend(
    quiet,
    ({ folder }) => `trained: ${folder}`,
    (attendance) => regenerate(figures, { ...options, ...attendance }),
  );
  const problem = problemOf(regeneration, commandLine(flags.typed));
  if (problem !== null) throw new UserError(problem.code, problem.message);
  const [result] = regeneration.results;
  return askedOfTrained(network, result!.folder, result!.files);
};

export const registerAudit = (program: Command, typed: readonly string[]): void => {
  const command = program
    .command("audit")
    .summary("how far a network of yours is from backprop, why, and what would do better")
    .description(
      "Audits a network: how far its estimate is from backprop in each layer, how far inference has come, and which λ, step size and number of steps would reach a target.",
    )
    .argument("<network>", "a safetensors file, a figure such as fig3c, or the path of a config file")
    .option("--trained", "of a figure that trains: its network after the training")
    .option("--lambda <value>", "nudging strength λ (default: the config's, or 0.01)")
    .option("--target <cosine>", "what is wanted of an estimate (default: 0.999)")
    .option("--per-layer", "want it of every layer, not of all parameters as one vector")
    .option("--images <n>", "the first so many training images (default: 64)")
    .option("--seeds <values>", "in place of the config's first five seeds, as in 0..4")
    .option("--set <key=value>", "set a field, as in network.activation=tanh; repeatable", repeatable)
    .option("--precision <type>", "float64 or float32; short for --set precision=…", precisionName)
    .option(
      "--workers <n>",
      `processes that compute (default: the available cores, here ${availableParallelism()})`,
      workerCount,
    )
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--name <name>", "folder of the result within <out> (default: <network>-audit)", resultName)
    .option("--force", "compute again what is there already")
    .option("--dry-run", "list the cells and which of them are done; compute nothing")
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "no progress and no summary, only failures");
  command.addHelpText("after", examples).action(async (network: string, given: Omit<AuditFlags, "typed">) => {
    const { askedOfConfig, askedOfWeights, isWeightsFile, resolveAudit } = await import(
      "../../figure/audit/audit-config.ts"
    );
    const { overridesOf } = await import("../../figure/audit/fields.ts");
    const { compute } = await import("../compute.ts");
    const flags: AuditFlags = { ...given, typed };
    const overrides = overridesOf(flags);
    const asked =
      flags.trained === true
        ? await trained(network, flags)
        : isWeightsFile(network)
          ? askedOfWeights(network)
          : askedOfConfig(network);
    if (flags.quiet !== true) for (const notice of asked.notices) printNote(notice);
    const config = resolveAudit(asked, overrides, flags.name);
    process.exitCode = await compute([config], flags, { formats: ["json"] });
  });
  refuseRepeats(command);
};
