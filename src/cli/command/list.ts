import type { Command } from "commander";
import { refuseRepeats } from "../flags.ts";
import { columnsOf, printData, printJson } from "../output.ts";

export const registerList = (program: Command): void => {
  const command = program
    .command("list")
    .summary("the figures that can be run, and the question of each")
    .description("Lists the figures that can be run, by the question that they answer.")
    .option("--json", "make standard output one JSON object")
    .action(async (flags: { readonly json?: true }) => {
      const { listConfigs, listText } = await import("../../figure/configs/list-configs.ts");
      const configs = listConfigs();
      if (flags.json === true) printJson({ configs });
      else printData(listText(configs, columnsOf(process.stdout)));
    });
  refuseRepeats(command);
};
