import { type Command, Option } from "commander";
import { refuseRepeats } from "../flags.ts";
import { columnsOf, printData, printJson } from "../output.ts";

export const registerDescribe = (program: Command): void => {
  const command = program
    .command("describe")
    .summary("an experiment's question, columns, fields and their defaults")
    .description("Describes an experiment: its question, the columns of its CSV, the fields of its config.")
    .argument("<name>", "an experiment, a figure, or the path of a config file (see `ebm list`)")
    .addOption(
      new Option("--schema", "print the JSON Schema of its config alone, for editors").conflicts("json"),
    )
    .option("--json", "make standard output one JSON object, JSON Schema included")
    .action(async (name: string, flags: { readonly json?: true; readonly schema?: true }) => {
      const { builtDescription } = await import("../../figure/configs/built-descriptions.ts");
      const { descriptionText } = await import("../../figure/configs/description-text.ts");
      const description =
        builtDescription(name) ??
        (await (await import("../../figure/configs/description.ts")).describeAny(name));
      if (flags.schema === true) printJson(description.schema);
      else if (flags.json === true) printJson(description);
      else printData(descriptionText(description, columnsOf(process.stdout)));
    });
  refuseRepeats(command);
};
