import { columnsOf, printData, printJson } from "../cli/output.ts";
import { wrap } from "../cli/wrap.ts";
import { experimentName } from "../config/parse.ts";
import { readSource } from "../config/source.ts";
import { exitCode, UserError } from "../errors.ts";
import { type AnyExperiment, experiments } from "../experiments/registry.ts";
import { configNames, namedConfig } from "./configs.ts";

/** A config and the experiment that it is for. */
interface Listed {
  readonly name: string;
  readonly experiment: AnyExperiment;
}

/** `ebm list`. */
export const listConfigs = (json: boolean): void => {
  const listed = listedConfigs();
  if (json) {
    printJson({
      configs: listed.map(({ name, experiment }) => ({
        name,
        experiment: experiment.name,
        figure: experiment.figure,
        question: experiment.question,
      })),
    });
    return;
  }
  const width = columnsOf(process.stdout);
  const sections = Object.values(experiments).map((experiment) => {
    const names = listed.filter((config) => config.experiment === experiment).map(({ name }) => name);
    return [
      `${experiment.name}${experiment.figure === "" ? "" : ` (${experiment.figure})`}`,
      wrap(experiment.question, width, "  "),
      wrap(names.length === 0 ? "(no config)" : names.join(", "), width, "    "),
    ].join("\n");
  });
  printData(sections.join("\n"));
};

/** Throws `UserError` (usage) when a config is wanted and the name is an experiment's, naming its configs. */
export const refuseExperiment = (name: string): void => {
  if (!Object.hasOwn(experiments, name) || configNames().includes(name)) return;
  const own = listedConfigs().filter(({ experiment }) => experiment.name === name);
  const names = own.map((config) => config.name).join(", ");
  throw new UserError(
    exitCode.usage,
    `expected a figure or a config file, found the experiment ${name}; ${names === "" ? "write a config of it" : `name a config of it: ${names}`}`,
  );
};

/** The program's configs, with their experiments. */
export const listedConfigs = (): Listed[] =>
  configNames().map((name) => {
    const source = readSource(namedConfig(name).file);
    return { name, experiment: experiments[experimentName(source, [], Object.keys(experiments))]! };
  });
