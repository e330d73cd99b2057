import { alignedRows, wrap } from "../../report/text/wrap.ts";
import { columnsInRuns } from "../../rows/columns-in-runs.ts";
import { isModule } from "./config-files.ts";
import type { Description } from "./description.ts";

/** A description for people: question, columns, fields with their values, and where configs are. */
export const descriptionText = (description: Description, width: number): string => {
  const { name, experiment, figure, question, configs, tables, fields, weights, network, layers } =
    description;
  const heading = [...new Set([name, experiment])].join(": ") + (figure === "" ? "" : ` (${figure})`);
  const example = configs.includes(name)
    ? name
    : isModule(experiment)
      ? experiment
      : (configs[0] ?? "./my.yaml");
  const sections = [
    [heading, wrap(question, width, "  ")],
    ...tables.map(({ file, columns }) => [
      `Columns of ${file}`,
      alignedRows(
        columnsInRuns(columns).map(({ name: column, unit, meaning }) => [column, withUnit(meaning, unit)]),
        width,
      ),
    ]),
    [
      `Config, as ${name === experiment ? "the defaults have it" : "it stands"}; change a field with: ebm run ${example} --set field=value`,
      alignedRows(
        fields.map(({ path, value, meaning }) => [path, value, meaning]),
        width,
      ),
    ],
    ...(weights === null ? [] : [[wrap(`The network starts from ${weights}`, width, "")]]),
    ...(layers === null
      ? []
      : [[`Layers of the ${network}, with the shapes of their states`, alignedRows(layers, width)]]),
    [
      `Configs: ${configs.length === 0 ? "none" : configs.join(", ")}`,
      `JSON Schema of the config: ebm describe ${experiment} --schema`,
    ],
  ];
  return sections.map((lines) => lines.join("\n")).join("\n\n");
};

const withUnit = (meaning: string, unit: string) =>
  unit === "dimensionless" ? meaning : `${meaning} [${unit}]`;
