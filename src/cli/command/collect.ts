import type { Command } from "commander";
import { type ExitCode, exitCode, UserError } from "../../errors.ts";
import { folderPath, refuseRepeats } from "../flags.ts";
import { printNote } from "../output.ts";

const help = `
Examples:
  ebm collect                     the results whose cells are all there, as last asked for
  ebm collect fig3a-sweep         one of them
  ebm collect here there --into all   joins the cells of folders that never met, and
                                  writes the results of their plans

Exit codes: 0 done, 1 cells are missing (it says which), 3 two folders hold the same
cell with different numbers.
`;

interface CollectFlags {
  readonly typed: readonly string[];
  readonly out?: string;
  readonly into?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerCollect = (program: Command, typed: readonly string[]): void => {
  const command = program
    .command("collect")
    .summary("write results of cells that were computed elsewhere; join folders")
    .description(
      "Writes the results whose cells are all there, as they were last asked for, and says which cells are missing. Computes nothing.",
    )
    .argument("[names...]", "results such as fig3a-sweep (default: all); with --into, folders of results")
    .option("--out <dir>", "folder of the results (default: results)", folderPath)
    .option("--into <dir>", "join the cells of the folders that are named into this one", folderPath)
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "no summary, only what is missing")
    .addHelpText("after", help)
    .action(async (names: readonly string[], given: Omit<CollectFlags, "typed">) => {
      const flags = { ...given, typed };
      const joined = flags.into === undefined ? exitCode.done : await join(names, flags.into, flags);
      const code = await collect(flags.into === undefined ? names : [], flags);
      process.exitCode = joined === exitCode.done ? code : joined;
    });
  refuseRepeats(command);
};

const collect = async (names: readonly string[], flags: CollectFlags): Promise<ExitCode> => {
  const { nowhere, plannedConfigs } = await import("../../figure/run/collect-results.ts");
  const { compute } = await import("../compute.ts");
  const out = flags.into ?? flags.out ?? "results";
  const { typed, json, quiet } = flags;
  const computeFlags = { typed, out, ...(json && { json }), ...(quiet && { quiet }) };
  return compute(await plannedConfigs(out, names), computeFlags, {}, nowhere);
};

const join = async (
  folders: readonly string[],
  into: string,
  { out, quiet }: CollectFlags,
): Promise<ExitCode> => {
  if (out !== undefined || folders.length === 0) {
    throw new UserError(
      exitCode.usage,
      "--into: expected the folders to join, and no --out, as in ebm collect here there --into all",
    );
  }
  const { joinFolders } = await import("../../figure/run/join-folders.ts");
  const { lines, agree } = joinFolders(folders, into);
  if (quiet !== true || !agree) for (const line of lines) printNote(line);
  return agree ? exitCode.done : exitCode.checkFailed;
};
