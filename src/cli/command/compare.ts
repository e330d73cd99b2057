import type { Command } from "commander";
import { folderPath, refuseRepeats } from "../flags.ts";
import { columnsOf, printData, printJson } from "../output.ts";

const help = `
Examples:
  ebm compare fig3a fig3a-sweep                   two results in results/
  ebm compare results/fig3a elsewhere/fig3a       two folders

Means over the same seeds are compared seed by seed, others by the spread of both.
`;

export const registerCompare = (program: Command): void => {
  const command = program
    .command("compare")
    .summary("how two results differ: in their configs, and in their numbers")
    .description(
      "Shows in which config fields two results differ, and which means differ by how many standard errors.",
    )
    .argument("<first>", "a result's folder, or its name within <out>")
    .argument("<second>", "another")
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--json", "make standard output one JSON object, with every mean")
    .addHelpText("after", help)
    .action(async (first: string, second: string, flags: { readonly out?: string; readonly json?: true }) => {
      const { compareResults } = await import("../../figure/compare/compare-results.ts");
      const { compareText } = await import("../../figure/compare/compare-text.ts");
      const comparison = await compareResults(first, second, flags.out ?? "results");
      if (flags.json === true) printJson(comparison);
      else printData(compareText(comparison, columnsOf(process.stdout)));
    });
  refuseRepeats(command);
};
