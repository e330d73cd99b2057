import type { Command } from "commander";
import { refuseRepeats } from "./flags.ts";

export const registerDoctor = (program: Command): void => {
  const command = program
    .command("doctor")
    .summary("check what the program needs from this machine")
    .description(
      "Checks Node, the engines (and times a batch on each), the dataset's files and the fonts; exit 4 if something is missing.",
    )
    .option("--json", "make standard output one JSON object")
    .action(async (flags: { readonly json?: true }) => {
      const { examine } = await import("../figure/examine.ts");
      process.exitCode = await examine(flags.json === true);
    });
  refuseRepeats(command);
};
