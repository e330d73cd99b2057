import { z } from "zod";
import { columnsOf, printData, printJson } from "../cli/output.ts";
import { alignedRows, wrap } from "../cli/wrap.ts";
import { type AnyExperiment, experiments } from "../experiments/registry.ts";
import { csvFiles, fileStem } from "../report/table.ts";
import type { Column } from "../rows/table.ts";
import { configFields } from "./config-fields.ts";
import { findConfig } from "./configs.ts";
import { listedConfigs } from "./list-configs.ts";
import { type Config, resolveConfig } from "./resolved-config.ts";

/** What is described: an experiment with its defaults, or with what a config makes of them. */
interface Subject {
  readonly name: string;
  readonly experiment: AnyExperiment;
  readonly config: Config;
}

/** `ebm describe`. */
export function describe(name: string, flags: { readonly json?: true; readonly schema?: true }): void {
  const subject = findSubject(name);
  const schema = z.toJSONSchema(subject.experiment.schema, { io: "input" });
  if (flags.schema === true) printJson(schema);
  else if (flags.json === true) printJson(describeJson(subject, schema));
  else printData(describeText(subject, schema, columnsOf(process.stdout)));
}

function findSubject(name: string): Subject {
  const experiment = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
  if (experiment !== undefined) return { name, experiment, config: defaultsOf(experiment) };
  return resolveConfig(findConfig(name, Object.keys(experiments)), []);
}

function describeJson(subject: Subject, schema: object): unknown {
  const { name, experiment, config } = subject;
  return {
    name,
    experiment: experiment.name,
    figure: experiment.figure,
    question: experiment.question,
    configs: configsOf(experiment),
    tables: tablesOf(subject),
    defaults: defaultsOf(experiment),
    config,
    schema,
  };
}

function describeText(subject: Subject, schema: object, width: number): string {
  const { name, experiment, config } = subject;
  const { name: key, figure, question } = experiment;
  const configs = configsOf(experiment);
  const heading = [...new Set([name, key])].join(": ") + (figure === "" ? "" : ` (${figure})`);
  const example = configs.includes(name) ? name : (configs[0] ?? "./my.yaml");
  const sections = [
    [heading, wrap(question, width, "  ")],
    ...tablesOf(subject).map(({ file, columns }) => [
      `Columns of ${file}`,
      alignedRows(
        columns.map(({ name: column, unit, meaning }) => [column, withUnit(meaning, unit)]),
        width,
      ),
    ]),
    [
      `Config, as ${name === key ? "the defaults have it" : "it stands"}; change a field with: ebm run ${example} --set field=value`,
      alignedRows(
        configFields(schema, config).map(({ path, value, meaning }) => [path, value, meaning]),
        width,
      ),
    ],
    [
      `Configs: ${configs.length === 0 ? "none" : configs.join(", ")}`,
      `JSON Schema of the config: ebm describe ${key} --schema`,
    ],
  ];
  return sections.map((lines) => lines.join("\n")).join("\n\n");
}

const withUnit = (meaning: string, unit: string) =>
  unit === "dimensionless" ? meaning : `${meaning} [${unit}]`;

function tablesOf({ name, experiment, config }: Subject): { file: string; columns: readonly Column[] }[] {
  const stem = name === experiment.name ? "<name>" : fileStem(name);
  const tables = experiment.tables(config);
  const files = csvFiles(stem, tables);
  return tables.map(({ columns }, index) => ({ file: files[index]!, columns }));
}

const defaultsOf = (experiment: AnyExperiment) =>
  experiment.schema.parse({ experiment: experiment.name }) as Config;

const configsOf = (experiment: AnyExperiment) =>
  listedConfigs()
    .filter((listed) => listed.experiment === experiment)
    .map(({ name }) => name);
