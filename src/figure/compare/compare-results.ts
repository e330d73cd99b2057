import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../../config/nearest.ts";
import { parseConfig } from "../../config/parse.ts";
import { readSource } from "../../config/source.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Experiments } from "../../experiments/registry.ts";
import { parseCsv, readCsvText } from "../../report/result/csv.ts";
import { csvFiles } from "../../report/result/table.ts";
import type { Row } from "../../rows/row.ts";
import { measuresOf, type Table } from "../../rows/table.ts";
import { compareConfigs, type FieldDifference } from "../../sweep/compare/compare-configs.ts";
import {
  compareNumbers,
  type MeanDifference,
  standardErrorsOf,
} from "../../sweep/compare/compare-numbers.ts";
import { sweptTablesOf } from "../../sweep/sweep-config.ts";
import { knownExperiments } from "../configs/known-experiments.ts";

/** A result folder as far as it is compared. */
interface Result {
  readonly folder: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tables: readonly (Pick<Table, "name" | "columns"> & { readonly rows: readonly Row[] })[];
}

export interface ResultComparison {
  readonly folders: readonly [string, string];
  readonly config: readonly FieldDifference[];
  /** Means that both have. */
  readonly compared: number;
  /** Groups of observations that one of them has alone. */
  readonly only: readonly [number, number];
  /** The keys that tell the compared means apart, also where those that differ have one value of it. */
  readonly keys: readonly string[];
  /** Those of the means that differ, the most certain differences first. */
  readonly differences: readonly MeanDifference[];
}

/** How two results differ, each a folder or its name within `out`. Throws `UserError` (usage) for what is no result. */
export const compareResults = async (
  first: string,
  second: string,
  out: string,
): Promise<ResultComparison> => {
  const folders = [findFolder(first, out), findFolder(second, out)] as const;
  return compare(await readResult(folders[0]), await readResult(folders[1]));
};

const compare = (first: Result, second: Result): ResultComparison => {
  const tables = first.tables.flatMap((table) => {
    const other = second.tables.find(({ name }) => name === table.name);
    return other === undefined ? [] : [compareNumbers(partsOf(table), partsOf(other))];
  });
  const sum = (side: 0 | 1) => tables.reduce((total, { only }) => total + only[side], 0);
  const compared = once(tables.flatMap((table) => table.compared));
  return {
    folders: [first.folder, second.folder],
    config: compareConfigs(first.config, second.config),
    compared: compared.length,
    only: [sum(0), sum(1)],
    keys: varyingKeys(compared),
    differences: compared.filter(({ difference }) => difference !== 0).sort(byImportance(workOf(first))),
  };
};

/** A cell may stand in two tables, as some of Fig. 3A do, whose λ are on a linear and on a logarithmic axis. */
const once = (compared: readonly MeanDifference[]): readonly MeanDifference[] => [
  ...new Map(compared.map((each) => [JSON.stringify([each.at, each.measure, each.means]), each])).values(),
];

const varyingKeys = (compared: readonly MeanDifference[]): readonly string[] => {
  const names = Object.keys(compared[0]?.at ?? {});
  return names.filter((name) => new Set(compared.map(({ at }) => at[name])).size > 1);
};

/** The columns that say what it cost. */
const workOf = ({ tables }: Result): ReadonlySet<string> =>
  new Set(
    tables.flatMap(({ columns }) => columns.flatMap(({ role, name }) => (role === "work" ? [name] : []))),
  );

/**
 * What was measured first, then the work. Of each the most certain differences first; those without a standard error, or
 * with none to speak of, last, the relatively largest of them first.
 */
const byImportance =
  (work: ReadonlySet<string>) =>
  (a: MeanDifference, b: MeanDifference): number => {
    const size = (each: MeanDifference) => standardErrorsOf(each) ?? -1;
    const relative = ({ difference, means }: MeanDifference) =>
      Math.abs(difference) / Math.max(...means.map(Math.abs));
    return (
      Number(work.has(a.measure)) - Number(work.has(b.measure)) ||
      size(b) - size(a) ||
      relative(b) - relative(a)
    );
  };

const partsOf = ({ columns, rows }: Result["tables"][number]) => {
  const keys = columns.filter(({ role, name }) => role === "key" && name !== "seed");
  return { keys: keys.map(({ name }) => name), measures: measuresOf(columns).map(({ name }) => name), rows };
};

/** A folder as it is written, or as a name within the results. Throws `UserError` (usage). */
const findFolder = (wanted: string, out: string): string => {
  const inside = join(out, wanted);
  for (const folder of [inside, wanted]) if (isFolder(folder)) return folder;
  const near = nearestName(
    wanted,
    isFolder(out) ? readdirSync(out).filter((name) => !name.startsWith(".")) : [],
  );
  throw new UserError(
    exitCode.usage,
    `expected a result folder or its name within ${out}, found "${wanted}"; ${near === null ? "`ebm status` shows the results" : `did you mean ${near}?`}`,
  );
};

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

const readResult = async (folder: string): Promise<Result> => {
  const file = join(folder, "config.yaml");
  const charts = readdirSync(folder).filter((name) => name.endsWith(".vl.json"));
  if (!existsSync(file) || charts.length !== 1) {
    throw new UserError(
      exitCode.usage,
      `expected a result folder with its config.yaml and one chart, found ${folder} without; name one that \`ebm run\` or \`ebm sweep\` made`,
    );
  }
  const stem = charts[0]!.slice(0, -".vl.json".length);
  const source = readSource(file);
  const wanted = tablesOf(source, await knownExperiments([{ file }]));
  const files = csvFiles(stem, wanted);
  const tables = wanted.flatMap(({ name, columns }, index) => {
    const csv = join(folder, files[index]!);
    return existsSync(csv) ? [{ name, columns, rows: parseCsv(readCsvText(csv), csv).rows }] : [];
  });
  return { folder, config: source.data, tables };
};

/** What the columns of a result's tables are. */
const tablesOf = (source: ReturnType<typeof readSource>, known: Experiments): readonly Table[] => {
  if ("sweep" in source.data) return sweptTablesOf(source, known);
  const experiment = known[String(source.data.experiment)];
  if (experiment !== undefined) return experiment.tables(parseConfig(experiment.schema, source));
  throw new UserError(
    exitCode.usage,
    `${source.name}: expected the config of an experiment, found ${String(source.data.experiment)}; is it of another version?`,
  );
};
