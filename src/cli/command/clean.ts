import type { Command } from "commander";
import { folderPath, refuseRepeats } from "../flags.ts";
import { printData, printJson } from "../output.ts";

interface CleanFlags {
  readonly out?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export const registerClean = (program: Command): void => {
  const command = program
    .command("clean")
    .summary("remove kept cells that no result uses")
    .description(
      "Removes finished cells that no result was last asked to hold: of other settings, or computed by older numerics. Result folders are never touched.",
    )
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--dry-run", "say what would be removed, and how much; remove nothing")
    .option("--json", "make standard output one JSON object")
    .action(async ({ out = "results", dryRun, json }: CleanFlags) => {
      const { cleaningText, cleanStore } = await import("../../figure/clean/clean-store.ts");
      const cleaning = cleanStore(out, { dryRun: dryRun === true });
      if (json === true) printJson(cleaning);
      else printData(cleaningText(cleaning));
    });
  refuseRepeats(command);
};
