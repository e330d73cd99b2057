import type { Command } from "commander";
import { refuseRepeats, repeatable } from "./flags.ts";

export const registerValidate = (program: Command): void => {
  const command = program
    .command("validate")
    .summary("check a config and say every mistake in it")
    .description("Checks a config against its schema and its dataset, and shows it with its defaults.")
    .argument("<config>", "the path of a config file, or a figure's name")
    .option("--set <key=value>", "override a field of the config; repeatable", repeatable)
    .option("--json", "make standard output one JSON object")
    .action(async (wanted: string, flags: { readonly set?: readonly string[]; readonly json?: true }) => {
      const { validateConfig } = await import("../figure/validate-config.ts");
      await validateConfig(wanted, flags.set ?? [], flags.json === true);
    });
  refuseRepeats(command);
};
