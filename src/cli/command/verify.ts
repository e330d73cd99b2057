import type { Command } from "commander";
import { type ExitCode, exitCode } from "../../errors.ts";
import type { Claim } from "../../verify/claim.ts";
import { folderPath, refuseRepeats } from "../flags.ts";
import { columnsOf, printData, printJson, printNote } from "../output.ts";

const help = `
Exit codes: 0 every verdict is the one that was declared, 3 one is not.

It prints the folder of the result: <out>/verify, with --full <out>/verify-full, with --paper <name> a folder of that name behind.
`;

interface VerifyFlags {
  readonly full?: true;
  readonly paper?: string;
  readonly list?: true;
  readonly out?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const listClaims = async (json: boolean): Promise<void> => {
  const { claims } = await import("../../verify/registry.ts");
  const { listText } = await import("../../figure/verify/verify-text.ts");
  if (json) printJson({ claims: claims.map(({ measure: _, ...claim }) => claim) });
  else printData(listText(claims, columnsOf(process.stdout)));
};

/** Measures the claims, printing a verdict on each as soon as it is known. */
export const verify = async (flags: VerifyFlags, claims?: readonly Claim[]): Promise<ExitCode> => {
  const { verifyClaims } = await import("../../figure/verify/verify-claims.ts");
  const { claimText, headingText } = await import("../../figure/verify/verify-text.ts");
  const { duration, terminalOf } = await import("../../run/progress.ts");
  const { recordOf } = await import("../../verify/report/tables.ts");
  const quiet = flags.quiet === true;
  const terminal = terminalOf(process.stderr, process.env);
  const live = terminal.live && !quiet;
  const width = columnsOf(process.stderr);
  let headed = quiet;
  const { folder, files, judgements, asDeclared, message, seconds } = await verifyClaims(
    { full: flags.full === true, paper: flags.paper ?? null, out: flags.out ?? "results" },
    {
      measuring: ({ id }) => {
        if (!headed) printNote(headingText());
        headed = true;
        if (live) terminal.write(`… ${id}`);
      },
      judged: (judgement) => {
        if (live) terminal.write("\r\u001b[2K");
        if (!quiet || !judgement.asDeclared) printNote(claimText(judgement, width));
      },
    },
    claims,
  );
  const code = asDeclared ? exitCode.done : exitCode.checkFailed;
  if (!quiet || !asDeclared) printNote(`\n${message} (${duration(seconds)})`);
  if (flags.json === true) {
    const error = asDeclared ? {} : { error: { code, message } };
    printJson({ folder, files, claims: judgements.map(recordOf), ...error });
  } else printData(folder);
  return code;
};

export const registerVerify = (program: Command): void => {
  const command = program
    .command("verify")
    .summary("measure every claim of the theory, and give a verdict on each")
    .description(
      "Measures every claim of the theory on small random networks, in seconds, and compares with windows that were declared before.",
    )
    .option("--full", "also the claims on the paper's network and MNIST; minutes")
    .option("--paper <name>", "only the claims of one paper, by its name in --list")
    .option("--list", "list the claims and their declared verdicts; measure nothing")
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "only verdicts that are not as declared")
    .addHelpText("after", help)
    .action(async (flags: VerifyFlags) => {
      if (flags.list === true) await listClaims(flags.json === true);
      else process.exitCode = await verify(flags);
    });
  for (const other of ["full", "paper", "out", "quiet"])
    command.options.find(({ long }) => long === "--list")?.conflicts(other);
  refuseRepeats(command);
};
