import { z } from "zod";
import type { ConfigSource } from "../config/source.ts";
import { UserError } from "../errors.ts";
import type { Experiments } from "../experiments/registry.ts";
import type { Json } from "../rows/settings.ts";
import type { Table } from "../rows/table.ts";
import { sweptTables } from "./columns.ts";
import type { Axis } from "./grid/axis.ts";
import { type BaseConfig, expandGrid, type Grid, readGrid } from "./grid/resolve.ts";
import { namedValues } from "./names.ts";

/** What a sweep's result is determined by: the experiment's config without the fields that vary, and their values. */
export interface SweepConfig extends BaseConfig {
  readonly sweep: {
    readonly vary?: Readonly<Record<string, readonly Json[]>>;
    readonly zip?: readonly Readonly<Record<string, readonly Json[]>>[];
    readonly lambda?: readonly Json[];
  };
}

/** The config of a grid, given that of any of its points. */
export const sweepConfig = (axes: readonly Axis[], point: BaseConfig): SweepConfig => {
  const paths = axes.flatMap(({ fields }) => fields.map(({ path }) => path.split(".")));
  const rest = paths.reduce<Mapping>(without, point as unknown as Mapping);
  const single = axes.filter(({ fields }) => fields.length === 1).map(({ fields }) => fields[0]);
  const varied = single
    .filter(({ path }) => path !== "lambda")
    .map(({ path, values }) => [path, values] as const);
  const lambda = single.find(({ path }) => path === "lambda");
  const zip = axes
    .filter(({ fields }) => fields.length > 1)
    .map(({ fields }) => Object.fromEntries(fields.map(({ path, values }) => [path, values])));
  return {
    ...(rest as unknown as BaseConfig),
    sweep: {
      ...(varied.length > 0 && { vary: Object.fromEntries(varied) }),
      ...(zip.length > 0 && { zip }),
      ...(lambda !== undefined && { lambda: lambda.values }),
    },
  };
};

/** Reads a written `SweepConfig` again, with today's defaults where it leaves a field out. */
export const sweepConfigSchema = (known?: Experiments): z.ZodType<SweepConfig> =>
  z.unknown().transform((data, context) => {
    try {
      const grid = readGrid(sourceOf(data), [], { vary: [], zip: [] }, known);
      return sweepConfig(grid.axes, firstPoint(grid));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });

/** The tables of a sweep whose config was written. Throws `UserError` (usage) for one that isn't of this version. */
export const sweptTablesOf = (source: ConfigSource, known?: Experiments): readonly Table[] => {
  const grid = readGrid(source, [], { vary: [], zip: [] }, known);
  const points = expandGrid(grid, Number.POSITIVE_INFINITY);
  return sweptTables(grid.base, grid.axes, points, namedValues(points));
};

const firstPoint = ({ axes, ...grid }: Grid): BaseConfig => {
  const first = axes.map(({ fields }) => {
    const [head, ...rest] = fields.map((field) => ({ ...field, values: field.values.slice(0, 1) }));
    return { fields: [head!, ...rest] as const };
  });
  return expandGrid({ ...grid, axes: first }, 1)[0]!.config;
};

const sourceOf = (data: unknown): ConfigSource => {
  const isMapping = typeof data === "object" && data !== null && !Array.isArray(data);
  return {
    name: "config.yaml",
    data: isMapping ? (data as ConfigSource["data"]) : {},
    locate: () => ({ text: "config.yaml", layer: 0, offset: 0 }),
  };
};

type Mapping = Readonly<Record<string, unknown>>;

const without = (data: Mapping, path: readonly string[]): Mapping => {
  const [key, ...rest] = path as [string, ...string[]];
  if (!Object.hasOwn(data, key)) return data;
  const others = Object.entries(data).filter(([name]) => name !== key);
  if (rest.length === 0) return Object.fromEntries(others);
  const inner = without(data[key] as Mapping, rest);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, name === key ? inner : value]),
  );
};
