import { experimentName } from "../../config/parse.ts";
import { readSource } from "../../config/source.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { AnyExperiment } from "../../experiments/experiment.ts";
import { experiments } from "../../experiments/registry.ts";
import { configNames, namedConfig } from "./config-files.ts";
import type { Question } from "./list-text.ts";

/** One of the program's configs, and the question that it answers. */
export interface ListedConfig {
  readonly name: string;
  readonly experiment: string;
  /** `Fig. 3A`, or empty when the paper has no such figure. */
  readonly figure: string;
  readonly question: string;
}

/** The program's configs, the paper's figures first. */
export const listConfigs = (): readonly ListedConfig[] =>
  configNames().map((name) => {
    const source = readSource(namedConfig(name).file);
    const { figure, question, ...experiment } =
      experiments[experimentName(source, Object.keys(experiments))]!;
    return { name, experiment: experiment.name, figure, question };
  });

/** The names of the program's configs of an experiment, among those that were listed. */
export const configsOf = (
  experiment: AnyExperiment,
  listed: readonly ListedConfig[] = listConfigs(),
): readonly string[] =>
  listed.filter((config) => config.experiment === experiment.name).map(({ name }) => name);

/** Every question with the program's configs of it. */
export const listQuestions = (): readonly Question[] => {
  const listed = listConfigs();
  return Object.values(experiments).map(({ name, figure, question }) => ({
    experiment: name,
    figure,
    question,
    configs: listed.filter(({ experiment }) => experiment === name).map((config) => config.name),
  }));
};

/** Throws `UserError` (usage) when a config is wanted and the name is an experiment's, naming its configs. */
export const refuseExperiment = (name: string): void => {
  if (!Object.hasOwn(experiments, name) || configNames().includes(name)) return;
  const names = configsOf(experiments[name]!).join(", ");
  throw new UserError(
    exitCode.usage,
    `expected a figure or a config file, found the experiment ${name}; ${names === "" ? "write a config of it" : `name a config of it: ${names}`}`,
  );
};
