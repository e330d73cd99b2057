import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { AnyExperiment } from "../../experiments/experiment.ts";
import {
  type AnyOwnExperiment,
  columnsSchema,
  experimentOf,
  isSettings,
  usualFields,
} from "../../experiments/own/definition.ts";
import { own as work } from "../../experiments/own/measure.ts";
import { whole } from "../../experiments/registry.ts";
import { mistake } from "../../modules/mistake.ts";
import { openModule } from "../../modules/module.ts";
import { followedFiles } from "../../modules/reading.ts";
import { failedIn, type UserModule } from "../../modules/user-module.ts";
import type { Cell } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { RowsByTable } from "../../rows/rows.ts";
import type { Column, Table } from "../../rows/table.ts";
import { plainPresentation } from "../../sweep/presentation.ts";

/**
 * The experiment in a module, by its path as the config names it; it goes by that path. Throws `UserError` (usage), with the
 * place, for a module that can't be loaded or exports none.
 */
export const openExperiment = async (file: string): Promise<AnyExperiment> =>
  experimentIn(await openModule(file, "an experiment", followedFiles()));

/** A config, of which the module knows the fields. */
// biome-ignore lint/suspicious/noExplicitAny: the schema made of the module's fields guards it.
type OwnConfig = any;

const experimentIn = (module: UserModule): AnyExperiment => {
  const { file } = module;
  const own = experimentOf(module);
  const within = <Out>(name: string, body: () => Out): Out => {
    try {
      return body();
    } catch (error) {
      throw error instanceof UserError ? error : failedIn(module, name, error);
    }
  };
  const schema = z.strictObject({ experiment: z.literal(file), ...usualFields, ...own.fields });
  const tables = (config: OwnConfig): readonly Table[] =>
    Object.entries(own.tables).map(([name, columns]) => ({
      name,
      columns: within("tables", () => columnsOf(module, name, columns, config)),
    }));
  return whole({
    name: file,
    figure: "",
    question: own.question,
    schema,
    tables,
    check: (config, dataset) => {
      tables(config);
      within("check", () => own.check?.(config, dataset));
    },
    cells: (config, checksums) =>
      within("cells", () => own.cells(config)).map(({ settings, label }, index) => {
        requireCell(module, settings, label, index);
        const { precision, dataset } = config;
        return {
          work: work.name,
          settings: {
            precision,
            dataset: { ...dataset, checksums },
            ...settings,
            experiment: { module: file },
          },
          uses: ["program"],
          label,
        } satisfies Cell;
      }),
    chart: (config, name, rows) =>
      own.chart === undefined
        ? plainPresentation(tables(config)).chart(rows, { name, setting: file, seeds: config.seeds.length })
        : within("chart", () => own.chart!(config, name, asArrays(rows))),
    summarise: (rows, config) =>
      own.summarise === undefined
        ? plainPresentation(tables(config)).summarise(rows)
        : within("summarise", () => own.summarise!(asArrays(rows), config)),
  });
};

/** An experiment of one's own may do with its rows whatever arrays allow. */
const asArrays = (rows: RowsByTable): Readonly<Record<string, readonly Row[]>> =>
  Object.fromEntries(Object.entries(rows).map(([name, own]) => [name, [...own]]));

type Columns = AnyOwnExperiment["tables"][string];

const columnsOf = (
  module: UserModule,
  name: string,
  columns: Columns,
  config: OwnConfig,
): readonly Column[] => {
  const given = typeof columns === "function" ? columns(config) : columns;
  const { success, error } = columnsSchema.safeParse(given);
  if (success) return given;
  const [issue] = error.issues;
  const at = ["tables", name, ...issue!.path.map(String)].join(".");
  throw mistake(module.placeOf("tables"), `${at}: expected ${issue!.message}`);
};

const requireCell = (module: UserModule, settings: unknown, label: unknown, index: number): void => {
  const where = module.placeOf("cells");
  if (typeof label !== "string")
    throw mistake(where, `cells[${index}].label: expected a text, found ${typeof label}`);
  if (!isSettings(settings))
    throw mistake(
      where,
      `cells[${index}].settings: expected plain JSON, by which a cell is known and which a worker gets, found something else; leave out functions, undefined and NaN`,
    );
};
