import { setFlagsFromString } from "node:v8";
import { Command, CommanderError } from "commander";
import { type ExitCode, exitCode, UserError } from "../errors.ts";
import { programVersion } from "../package-root.ts";
import { compileLater } from "../run/executor/compile-later.ts";
import { registerAudit } from "./command/audit.ts";
import { registerClean } from "./command/clean.ts";
import { registerCollect } from "./command/collect.ts";
import { registerCompare } from "./command/compare.ts";
import { registerDescribe } from "./command/describe.ts";
import { registerDoctor } from "./command/doctor.ts";
import { registerList } from "./command/list.ts";
import { registerPage } from "./command/page.ts";
import { registerReport } from "./command/report.ts";
import { registerRun } from "./command/run.ts";
import { registerStatus } from "./command/status.ts";
import { registerSweep } from "./command/sweep.ts";
import { registerValidate } from "./command/validate.ts";
import { registerVerify } from "./command/verify.ts";
import { allowBrokenStreams, printJson, printNote } from "./output.ts";

const help = `
Examples:
  ebm run all                       every figure of the paper into results/
  ebm sweep fig3a --lambda 1e-4..1  any field of a config over a grid
  ebm audit model.safetensors       how far a network of yours is from backprop
  ebm list                          what can be run
  ebm describe fig3a                what it asks, its columns, what can be set

Exit codes: 0 done, 1 some cells failed, 2 a mistake in the command or a config,
3 a check failed, 4 something is missing (dataset, engine, a folder to write to),
130 interrupted (run again to go on)
`;

/** The program: runs the command line as this process's own. */
export const main = (argv: readonly string[]): Promise<void> => {
  allowBrokenStreams();
  for (const flag of compileLater) setFlagsFromString(flag);
  return runCommandLine(argv);
};

/** Runs a command and sets the exit code of the process. */
export const runCommandLine = async (argv: readonly string[]): Promise<void> => {
  const program = createProgram(argv);
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const { code, message } = explain(error, program, argv);
    process.exitCode = code;
    const json = argv.includes("--json");
    if (json) printJson({ error: { code, message } });
    // Both streams may be the same terminal, where once is enough.
    if (!json || !process.stdout.isTTY) printNote(message);
  }
};

const createProgram = (argv: readonly string[]): Command => {
  const program = new Command("ebm")
    .description(
      "When does an energy-based model compute the gradient of backpropagation, and how far off is it?",
    )
    .version(programVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "help for a command")
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .addHelpText("after", help);
  for (const register of [
    registerRun,
    registerSweep,
    registerAudit,
    registerStatus,
    registerClean,
    registerCollect,
    registerCompare,
    registerReport,
    registerPage,
    registerVerify,
    registerList,
    registerDescribe,
    registerValidate,
    registerDoctor,
  ]) {
    register(program, argv);
  }
  return program;
};

const explain = (
  error: unknown,
  program: Command,
  argv: readonly string[],
): { readonly code: ExitCode; readonly message: string } => {
  if (error instanceof UserError) return { code: error.code, message: shortened(error.message) };
  if (error instanceof CommanderError)
    return { code: exitCode.usage, message: usageMessage(error, program, argv) };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: exitCode.cellsFailed, message: `This is a bug in ebm:\n${message}` };
};

const longestLine = 1000;
const mostLines = 60;

/** A message that can be read: a slip in a generated config must not fill the screen. */
const shortened = (message: string): string => {
  const lines = message.split("\n");
  const shown = lines
    .slice(0, mostLines)
    .map((line) => (line.length <= longestLine ? line : `${line.slice(0, longestLine - 1)}…`));
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${rest} more lines of this kind`] : [])].join("\n");
};

/** Commander's words in the shape of ours: the rule, what was found, the remedy. */
const usageMessage = (
  { message, code }: CommanderError,
  program: Command,
  argv: readonly string[],
): string => {
  if (code === "commander.help") return "expected a command, found none";
  const known = program.commands.some((command) => command.name() === argv[0]);
  const [assignment] = argv
    .slice(1)
    .filter((word, i) => /^[a-z][\w.]*=./i.test(word) && !/^--(set|vary)$/.test(argv[i]!));
  if (code === "commander.excessArguments" && assignment !== undefined) {
    return `expected a flag before ${assignment}, found none; write --set ${assignment}`;
  }
  const remedy = `see \`ebm ${known ? `${argv[0]} ` : ""}--help\``;
  const [, problem = message, near] =
    /^(?:error: )?(.*?)\n?(?:\(Did you mean (.*)\?\))?$/s.exec(message) ?? [];
  const rule = problem.replace(". Expected", ": expected").replace(/\.$/, "");
  return near === undefined ? `${rule}; ${remedy}` : `${rule}; did you mean ${near}?`;
};
