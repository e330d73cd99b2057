import type { Command } from "commander";
import { refuseRepeats } from "./flags.ts";
import { printData, printJson, printNote } from "./output.ts";

const help = `
Examples:
  ebm report                        every result in results/, as report.html
  ebm report fig3a --out fig3a.html
  ebm report fig3a my-sweep         two of them

The page needs no network and no other file: it can be sent.
`;

interface ReportFlags {
  readonly out?: string;
  readonly results?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerReport = (program: Command): void => {
  const command = program
    .command("report")
    .summary("results as one page to send: live charts, tables, verdicts, where they come from")
    .description(
      "Writes one self-contained HTML file: for each result its question, a live chart, findings, data, config, the command that makes it and its provenance.",
    )
    .argument("[names...]", "results by name or folder; all of them without a name")
    .option("--out <file>", "the file to write (default: report.html)")
    .option("--results <dir>", "folder of the results (default: results)")
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "print nothing but the file's path")
    .addHelpText("after", help)
    .action(async (names: readonly string[], flags: ReportFlags) => {
      const { writeReport } = await import("../figure/report/report-results.ts");
      const file = await writeReport({
        names,
        results: flags.results ?? "results",
        file: flags.out ?? "report.html",
      });
      if (flags.json === true) printJson({ file });
      else printData(file);
      if (flags.json !== true && flags.quiet !== true)
        printNote("one file, with its data: open it, or send it");
    });
  refuseRepeats(command);
};
