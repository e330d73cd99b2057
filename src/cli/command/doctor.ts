import type { Command } from "commander";
import { exitCode } from "../../errors.ts";
import { programVersion } from "../../package-root.ts";
import { refuseRepeats } from "../flags.ts";
import { columnsOf, printData, printJson } from "../output.ts";

export const registerDoctor = (program: Command): void => {
  const command = program
    .command("doctor")
    .summary("check what the program needs from this machine")
    .description(
      "Checks Node, the engines (and times a batch on each), the dataset's files and the fonts; exit 4 if something is missing.",
    )
    .option("--json", "make standard output one JSON object")
    .action(async (flags: { readonly json?: true }) => {
      const { examine, findingsText, missingText } = await import("../../figure/doctor/examine.ts");
      const findings = await examine();
      const message = missingText(findings);
      const code = message === null ? exitCode.done : exitCode.environment;
      process.exitCode = code;
      if (flags.json !== true) printData(findingsText(findings, columnsOf(process.stdout)));
      else
        printJson({
          version: programVersion(),
          findings,
          ...(message !== null && { error: { code, message } }),
        });
    });
  refuseRepeats(command);
};
