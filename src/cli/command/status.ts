import type { Command } from "commander";
import { folderPath, refuseRepeats } from "../flags.ts";
import { columnsOf, printData, printJson, printNote } from "../output.ts";

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
      const { statusReport } = await import("../../figure/status/status-report.ts");
      const { statusNotes, statusText } = await import("../../figure/status/status-text.ts");
      const report = statusReport(name, flags.out ?? "results");
      const { running, results } = report;
      const { clusterStatus, clusterText } = await import("../../figure/status/cluster-status.ts");
      const jobs = await clusterStatus(flags.out ?? "results");
      if (flags.json === true) {
        const shown = running.map(({ pid, host, command, fate }) => ({ pid, host, command, fate }));
        printJson({ running: shown, results, jobs });
        return;
      }
      if (results.length > 0) printData(statusText(report, columnsOf(process.stdout), name !== undefined));
      if (jobs.length > 0) printData(clusterText(jobs));
      for (const note of statusNotes(report, columnsOf(process.stderr))) printNote(note);
    });
  refuseRepeats(command);
};
