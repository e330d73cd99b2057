import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { type ExitCode, exitCode } from "../../errors.ts";
import { commandLine } from "../../figure/command-line.ts";
import type { Submitted, VerifyOptions } from "../../figure/verify/verify-claims.ts";
import type { Claim } from "../../verify/claim.ts";
import type { Judgement } from "../../verify/judge.ts";
import { addClusterOptions, type ClusterFlags } from "../cluster-flags.ts";
import { folderPath, refuseRepeats, workerCount } from "../flags.ts";
import { columnsOf, printData, printJson, printNote } from "../output.ts";

const help = `
Exit codes: 0 every verdict is the one that was declared, 3 one is not, 1 a claim could not be measured, 130 interrupted.

Measurements are cells in <out>/.cells: a run that was interrupted goes on where it stopped, and one that is repeated
measures nothing again unless what computes it has changed. With --full the training runs are those of the figures.

It prints the folder of the result: <out>/verify, with --full <out>/verify-full, with --paper <name> a folder of that name behind.
`;

interface VerifyFlags extends ClusterFlags {
  readonly full?: true;
  readonly paper?: string;
  readonly list?: true;
  readonly workers?: number;
  readonly force?: true;
  /** The whole command as it was typed, for whoever finds the folder in use. */
  readonly typed?: readonly string[];
  readonly out?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const listClaims = async ({ json, paper }: VerifyFlags): Promise<void> => {
  const { claimsOfPaper } = await import("../../figure/verify/claims-of-paper.ts");
  const { listText } = await import("../../figure/verify/verify-text.ts");
  const claims = claimsOfPaper(paper ?? null);
  if (json === true) printJson({ claims: claims.map(({ measure: _, ...claim }) => claim) });
  else printData(listText(claims, columnsOf(process.stdout)));
};

/** Measures the claims, printing a verdict on each as soon as it is known. */
export const verify = async (
  flags: VerifyFlags,
  claims?: readonly Claim[],
  place?: Pick<VerifyOptions, "place">,
): Promise<ExitCode> => {
  const { placeOf, requirePlace } = await import("../cluster-place.ts");
  if (place === undefined) await requirePlace(flags);
  const { verifyClaims, verifyWorks } = await import("../../figure/verify/verify-claims.ts");
  const { claimText, headingText } = await import("../../figure/verify/verify-text.ts");
  const { attend } = await import("./attend.ts");
  const { duration } = await import("../../run/progress.ts");
  const { recordOf } = await import("../../verify/report/tables.ts");
  const quiet = flags.quiet === true;
  const width = columnsOf(process.stderr);
  let headed = quiet;
  const say = (notice: (line: string) => void) => (judgement: Judgement) => {
    if (!headed) notice(headingText());
    headed = true;
    if (!quiet || !judgement.asDeclared) notice(claimText(judgement, width));
  };
  const verification = await attend(
    quiet,
    () => "",
    ({ reporter, interrupts }) =>
      verifyClaims(
        {
          full: flags.full === true,
          paper: flags.paper ?? null,
          out: flags.out ?? "results",
          force: flags.force === true,
          interrupts,
          ...(flags.workers !== undefined && { workers: flags.workers }),
          ...(flags.typed !== undefined && { command: commandLine(flags.typed) }),
          ...(place ?? placeOf(flags, verifyWorks.href)),
        },
        { ...reporter, judged: say(reporter.notice ?? (() => {})) },
        claims,
      ),
    false,
  );
  if (verification.state === "submitted") return submittedOnly(verification, flags);
  const { folder, files, judgements, asDeclared, message, seconds } = verification;
  const code = asDeclared ? exitCode.done : exitCode.checkFailed;
  if (!quiet || !asDeclared) printNote(`\n${message} (${duration(seconds)})`);
  if (flags.json === true) {
    const error = asDeclared ? {} : { error: { code, message } };
    printJson({ folder, files, claims: judgements.map(recordOf), ...error });
  } else printData(folder);
  return code;
};

/** Not waiting is what `--detach` asks for; else the tasks ended before their cells. */
const submittedOnly = ({ jobs, left, of }: Submitted, flags: VerifyFlags): ExitCode => {
  const cells = `${left} of ${of} cells`;
  const code = flags.detach === true ? exitCode.done : exitCode.cellsFailed;
  const message =
    flags.detach === true
      ? `${cells} are with job ${jobs.join(", ")}; \`ebm status\` shows its tasks, and the same command without --detach gives the verdicts`
      : `${cells} were not computed: their tasks of job ${jobs.join(", ")} ended before (\`ebm status\` says how). The same command goes on there`;
  if (code !== exitCode.done || flags.quiet !== true) printNote(message);
  if (flags.json === true)
    printJson({ submitted: jobs, left, ...(code !== exitCode.done && { error: { code, message } }) });
  return code;
};

export const registerVerify = (program: Command, typed: readonly string[]): void => {
  const command = program
    .command("verify")
    .summary("measure every claim of the theory, and give a verdict on each")
    .description(
      "Measures every claim of the theory on small random networks, in seconds, and compares with windows that were declared before.",
    )
    .option("--full", "also the claims on the paper's network and MNIST; minutes")
    .option("--paper <name>", "only the claims of one paper, by its name in --list")
    .option(
      "--workers <n>",
      `processes that compute (default: the available cores, here ${availableParallelism()})`,
      workerCount,
    )
    .option("--force", "measure again what is there already")
    .option(
      "--list",
      "list the claims, with --paper those of one paper, and their declared verdicts; measure nothing",
    )
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "only verdicts that are not as declared")
    .addHelpText("after", help)
    .action(async (flags: VerifyFlags) => {
      if (flags.list === true) await listClaims(flags);
      else process.exitCode = await verify({ ...flags, typed });
    });
  addClusterOptions(command);
  for (const other of ["full", "workers", "force", "out", "quiet", "executor"])
    command.options.find(({ long }) => long === "--list")?.conflicts(other);
  refuseRepeats(command);
};
