import type { Command } from "commander";
import { folderPath, refuseRepeats } from "./flags.ts";

const help = `
Examples:
  ebm status               everything that was computed into results/
  ebm status fig3a-sweep   one result: what failed and why, and what is missing
`;

export const registerStatus = (program: Command): void => {
  const command = program
    .command("status")
    .summary("what is done, what failed, what is missing, how long it took")
    .description("Shows what is done of each figure and sweep, as last asked for. Computes nothing.")
    .argument("[name]", "a result such as fig3a or fig3a-sweep, for its details")
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--json", "make standard output one JSON object")
    .addHelpText("after", help)
    .action(async (name: string | undefined, flags: { readonly out?: string; readonly json?: true }) => {
      const { showStatus } = await import("../figure/status-report.ts");
      process.exitCode = showStatus(name, flags.out ?? "results", flags.json === true);
    });
  refuseRepeats(command);
};
