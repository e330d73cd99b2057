// Writes dist/descriptions/: what `ebm list` and `ebm describe` say of the program's own configs.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const writeDescriptions = async (root) => {
  const load = (module) => import(pathToFileURL(join(root, "dist/figure/configs", module)).href);
  const { listConfigs, listQuestions } = await load("list-configs.js");
  const { describe } = await load("description.js");
  const built = await load("built-descriptions.js");
  const configs = listConfigs();
  const questions = listQuestions();
  const names = [...configs.map(({ name }) => name), ...questions.map(({ experiment }) => experiment)];
  const described = names.map((name) => [name, describe(name, undefined, configs)]);
  built.writeDescriptions({ configs, questions }, new Map(described));
};
