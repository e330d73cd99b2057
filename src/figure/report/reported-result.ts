import { writtenLayers } from "../../network/description/written.ts";
import type { ReportedResult, Verdict } from "../../report/page/content.ts";
import type { Row } from "../../rows/row.ts";
import { compareConfigs } from "../../sweep/compare/compare-configs.ts";
import { remakingCommand } from "./command.ts";
import { outcomesOf } from "./outcomes.ts";
import type { ReadResult } from "./read-result.ts";

/** All that a report says of a result. */
export const reportedResult = (result: ReadResult, verdicts: readonly Verdict[]): ReportedResult => {
  const { name, resolved, config, chart, manifest, run, tables } = result;
  const { experiment } = resolved;
  const rows: Record<string, readonly Row[]> = {};
  for (const table of tables) rows[table.name] = table.rows;
  return {
    name: identifier(name),
    figure: experiment.figure,
    question: experiment.question,
    chart,
    findings: experiment.summarise(rows, resolved.config).findings,
    tables: tables.map((table) => ({ ...table, rows: table.rows.length })),
    outcomes: outcomesOf(tables, manifest.outcomes),
    config,
    changes: result.isSweep ? sweptChanges(result) : changesFromDefaults(result),
    command: remakingCommand(result),
    manifest,
    run,
    verdicts: verdicts.filter(
      ({ where }) => experiment.figure !== "" && where.split(", ").includes(experiment.figure),
    ),
  };
};

/** A name as the page's identifiers have it. */
export const identifier = (name: string): string => name.replace(/[^\w-]+/g, "-");

/** Fields of a config that have not the value that they have where nothing is said. */
const changesFromDefaults = ({ resolved }: ReadResult) => {
  const { experiment, config } = resolved;
  const defaults = experiment.schema.safeParse({ experiment: experiment.name });
  return defaults.success ? changedFields(defaults.data, config) : [];
};

/** A sweep has the fields of its experiment, but for those that vary. */
const sweptChanges = ({ resolved }: ReadResult) => {
  const { sweep, ...config } = resolved.config as unknown as Readonly<Record<string, unknown>>;
  return changedFields({}, { sweep }).concat(changedFields({}, { seeds: config.seeds }));
};

/** The fields in which two configs differ, their values as they are written. */
export const changedFields = (first: unknown, second: unknown) =>
  compareConfigs(first, second).map(({ path, values: [a, b] }) => ({
    field: path,
    first: written(a),
    second: written(b),
  }));

const written = (value: unknown): string => {
  if (value === undefined) return "–";
  const layers = writtenLayers(value);
  if (layers !== null) return layers;
  return Array.isArray(value)
    ? value.map(String).join(", ")
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
};
