import type { Command } from "commander";
import { refuseRepeats } from "./flags.ts";

export const registerList = (program: Command): void => {
  const command = program
    .command("list")
    .summary("the figures that can be run, and the question of each")
    .description("Lists the figures that can be run, by the question that they answer.")
    .option("--json", "make standard output one JSON object")
    .action(async (flags: { readonly json?: true }) => {
      const { listConfigs } = await import("../figure/list-configs.ts");
      listConfigs(flags.json === true);
    });
  refuseRepeats(command);
};
