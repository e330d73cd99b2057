import { z } from "zod";
import type { EnergyIdentity, EngineIdentity, NetworkSettings } from "../../bench/equipment.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import * as fields from "../../config/fields.ts";
import { seeds } from "../../config/lists.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { mistake } from "../../modules/mistake.ts";
import type { UserModule } from "../../modules/user-module.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import type { Summary } from "../../rows/summary.ts";
import type { Column } from "../../rows/table.ts";

/** The fields that every config has; an experiment's own stand beside them, or in their place. */
export const usualFields = {
  seeds: seeds.default([0, 1, 2, 3, 4]),
  precision: fields.precision,
  dataset: fields.oneImageDataset,
};

/** A config: the usual fields, and those of the experiment. */
export type ConfigOf<Fields extends z.ZodRawShape> = { readonly experiment: string } & z.output<
  z.ZodObject<Omit<typeof usualFields, keyof Fields> & Fields>
>;

/** One independent piece of computing: what it is told, and what people call it. */
export interface OwnCell<Given extends object> {
  readonly settings: Given;
  readonly label: string;
}

/** What equipment is in a worker: a version or a checksum stands where the config has a name or a path. */
interface Provided {
  readonly engine: EngineIdentity;
  readonly energy: EnergyIdentity;
  readonly network: NetworkSettings;
}

/** A cell's settings as `measure` gets them: with the precision and the dataset of the config, and with its equipment. */
export type Measured<Given extends object> = {
  readonly [Key in keyof Given]: Key extends keyof Provided ? Provided[Key] : Given[Key];
} & {
  readonly precision: "float64" | "float32";
  readonly dataset: {
    readonly dir: string | null;
    readonly pixels: "unit" | "symmetric";
    readonly image: number;
    readonly checksums: DatasetIdentity;
  };
};

/** Rows by the names of the tables. */
type Rows = Readonly<Record<string, readonly Row[]>>;

/** An experiment of one's own: the default export of a module. Data flows one way: config → cells → rows → CSV → chart. */
export interface OwnExperiment<Fields extends z.ZodRawShape, Given extends object> {
  readonly question: string;
  /** Fields of its config, with their defaults, beside seeds, precision and dataset. */
  readonly fields: Fields;
  /** The columns of each table, which may depend on the config. The first is the main table, `<name>.csv`. */
  readonly tables: Readonly<
    Record<string, readonly Column[] | ((config: ConfigOf<Fields>) => readonly Column[])>
  >;
  /** The config in independent pieces; their settings are plain JSON. */
  readonly cells: (config: ConfigOf<Fields>) => readonly OwnCell<Given>[];
  /** Rows of the main table; or of all tables, with how relaxations ended. Runs in a worker, and does the same whenever it is asked. */
  readonly measure: (
    settings: Measured<Given>,
    laboratory: Laboratory,
  ) => readonly Row[] | CellResult | Promise<readonly Row[] | CellResult>;
  /** Throws `UserError` (usage) for a config that does not fit the dataset. */
  readonly check?: (config: ConfigOf<Fields>, dataset: Dataset) => void;
  /** Without it, the chart that a sweep would have: what varies across, its first measure up. */
  readonly chart?: (config: ConfigOf<Fields>, name: string, rows: Rows) => ChartSpecification;
  /** Without it, means and standard deviations. */
  readonly summarise?: (rows: Rows, config: ConfigOf<Fields>) => Summary;
}

/** An experiment whose types have been forgotten; its own fields check what it is given. */
// biome-ignore lint/suspicious/noExplicitAny: the schema made of the fields guards the type that its functions take.
export type AnyOwnExperiment = OwnExperiment<any, any>;

const kind = "ebm-lab: an experiment";

/** Says that this is an experiment, with the types of its own fields: `export default defineExperiment({ … })`. */
export const defineExperiment = <const Fields extends z.ZodRawShape, Given extends object>(
  experiment: OwnExperiment<Fields, Given>,
): OwnExperiment<Fields, Given> => Object.assign({ ...experiment }, { kind });

const isFunction = (value: unknown): boolean => typeof value === "function";
const required = z.custom<unknown>(isFunction, "a function");
const possible = required.optional();

/** The columns of a table, which say what they are. */
export const columnsSchema = z
  .array(
    z.looseObject(
      { name: z.string("a name"), unit: z.string("a unit, or dimensionless"), meaning: z.string("a text") },
      "a column { name, unit, meaning, role? }",
    ),
    "a list of columns, or a function that gives it",
  )
  .min(1, "at least one column");

const shape = z.object({
  kind: z.literal(kind, "what defineExperiment returns"),
  question: z.string("a text").min(1, "a question"),
  fields: z.record(
    z.string(),
    z.custom<z.ZodType>((field) => field instanceof z.ZodType, "a field made with z of ebm-lab"),
    "fields of zod by name",
  ),
  tables: z
    .record(
      z.string(),
      z.custom((given) => isFunction(given) || Array.isArray(given), "a list of columns"),
      "columns by table",
    )
    .refine((tables) => Object.keys(tables).length > 0, "at least one table"),
  cells: required,
  measure: required,
  check: possible,
  chart: possible,
  summarise: possible,
});

/** The experiment that a module exports. Throws `UserError` (usage) for one that is none, with what is wrong of it. */
export const experimentOf = ({ file, exported, placeOf }: UserModule): AnyOwnExperiment => {
  if (!Object.hasOwn(exported, "default"))
    throw mistake(
      file,
      "expected a default export, found none; write `export default defineExperiment({ question, fields, tables, cells, measure })`",
    );
  const { success, error } = shape.safeParse(exported.default);
  if (success) return exported.default as AnyOwnExperiment;
  const lines = error.issues.map(({ path, message }) => {
    const at = path.map(String).join(".");
    return at === "" || at === "kind"
      ? `expected what defineExperiment returns; write \`export default defineExperiment({ … })\``
      : `${at}: expected ${message}`;
  });
  throw mistake(placeOf("default"), [...new Set(lines)].join("; "));
};

/** A cell's settings, which are to be JSON: what is none would be lost on its way to the worker. */
export const isSettings = (value: unknown): value is Settings =>
  z.record(z.string(), z.json()).safeParse(value).success;
