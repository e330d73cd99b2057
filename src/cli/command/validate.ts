import type { Command } from "commander";
import { refuseRepeats, repeatable } from "../flags.ts";
import { printData, printJson, printNote } from "../output.ts";
import { cellLimit } from "../sweep-flags.ts";

export const registerValidate = (program: Command): void => {
  const command = program
    .command("validate")
    .summary("check a config and say every mistake in it")
    .description("Checks a config against its schema and its dataset, and shows it with its defaults.")
    .argument("<config>", "the path of a config file, or a figure's name")
    .option("--set <key=value>", "override a field of the config; repeatable", repeatable)
    .option("--max-cells <n>", "refuse a config of more cells (default: 10000)", cellLimit)
    .option("--json", "make standard output one JSON object")
    .action(
      async (
        wanted: string,
        flags: { readonly set?: readonly string[]; readonly maxCells?: number; readonly json?: true },
      ) => {
        const { configYaml } = await import("../../figure/configs/resolved-config.ts");
        const { validateConfig } = await import("../../figure/plan/validate-config.ts");
        const { file, experiment, sweep, config } = await validateConfig(
          wanted,
          flags.set ?? [],
          flags.maxCells,
        );
        if (flags.json === true) {
          printJson({ valid: true, file, experiment, config });
          return;
        }
        const kind = sweep ? ", and a sweep" : "";
        printNote(`${file} is a valid config of ${experiment}${kind}; with its defaults it is:`);
        printData(configYaml(config));
      },
    );
  refuseRepeats(command);
};
