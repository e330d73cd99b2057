import type { Command } from "commander";
import type { VerifyFlags } from "../figure/verify-claims.ts";
import { folderPath, refuseRepeats } from "./flags.ts";

const help = `
Exit codes: 0 every verdict is the one that was declared, 3 one is not.

It prints the folder of the result: <out>/verify, with --full <out>/verify-full.
`;

export const registerVerify = (program: Command): void => {
  const command = program
    .command("verify")
    .summary("measure every claim of the theory, and give a verdict on each")
    .description(
      "Measures every claim of the theory on small random networks, in seconds, and compares with windows that were declared before.",
    )
    .option("--full", "also the claims on the paper's network and MNIST; minutes")
    .option("--list", "list the claims and their declared verdicts; measure nothing")
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "only verdicts that are not as declared")
    .addHelpText("after", help)
    .action(async (flags: VerifyFlags) => {
      const { verifyClaims } = await import("../figure/verify-claims.ts");
      process.exitCode = await verifyClaims(flags);
    });
  for (const other of ["full", "out", "quiet"])
    command.options.find(({ long }) => long === "--list")?.conflicts(other);
  refuseRepeats(command);
};
