import type { Command } from "commander";
import type { Listing } from "../../figure/configs/built-descriptions.ts";
import { refuseRepeats } from "../flags.ts";
import { columnsOf, printData, printJson } from "../output.ts";

export const registerList = (program: Command): void => {
  const command = program
    .command("list")
    .summary("the figures that can be run, and the question of each")
    .description("Lists the figures that can be run, by the question that they answer.")
    .option("--json", "make standard output one JSON object")
    .action(async (flags: { readonly json?: true }) => {
      const { builtListing } = await import("../../figure/configs/built-descriptions.ts");
      const { listText } = await import("../../figure/configs/list-text.ts");
      const { configs, questions } = builtListing() ?? (await freshListing());
      if (flags.json === true) printJson({ configs });
      else printData(listText(questions, columnsOf(process.stdout)));
    });
  refuseRepeats(command);
};

/** With all that the experiments import. */
const freshListing = async (): Promise<Listing> => {
  const { listConfigs, listQuestions } = await import("../../figure/configs/list-configs.ts");
  return { configs: listConfigs(), questions: listQuestions() };
};
