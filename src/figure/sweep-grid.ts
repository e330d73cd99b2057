import { basename, dirname, resolve } from "node:path";
import { hashOf } from "../config/canonical.ts";
import { type ConfigSource, readSource } from "../config/source.ts";
import type { ExitCode } from "../errors.ts";
import { fileStem } from "../report/table.ts";
import { defaultWindow, type Window } from "../statistics/order-over-seeds.ts";
import { gridPoints } from "../sweep/axis.ts";
import { jsonTable, parquetTable } from "../sweep/formats.ts";
import { pointSource, readGrid } from "../sweep/resolve.ts";
import { sweptExperiment } from "../sweep/swept-experiment.ts";
import { type ComputeFlags, computeFigures, noticeOf } from "./compute-figures.ts";
import { type ConfigFile, findConfig } from "./configs.ts";
import { equipFigures, type Figure, prepareFigures } from "./figure.ts";
import { type FieldFlags, overridesOf } from "./overrides.ts";
import type { ResolvedConfig } from "./resolved-config.ts";

export interface SweepCommandFlags extends ComputeFlags, FieldFlags {
  readonly lambda?: string;
  readonly vary?: readonly string[];
  readonly zip?: readonly string[];
  readonly seeds?: string;
  readonly measure?: string;
  readonly fitWindow?: Window;
  readonly name?: string;
  readonly format?: string;
  readonly maxCells?: number;
}

const defaultMaxCells = 10_000;

/** `ebm sweep`: lays a grid over a config and computes it as a figure. */
export async function runSweep(wanted: string, flags: SweepCommandFlags): Promise<ExitCode> {
  const [figure] = await equipFigures(
    prepareFigures([resolveSweep(findConfig(wanted), flags)]),
    noticeOf(flags),
  );
  return computeFigures([{ ...figure!, ...moreFiles(figure!, flags.format) }], flags);
}

/** A config with the grid that its `sweep:` block and the flags lay over it, as an experiment of its own. */
export function resolveSweep({ name, file }: ConfigFile, flags: SweepCommandFlags): ResolvedConfig {
  const { vary = [], zip = [], lambda, seeds } = flags;
  const source = readSource(file);
  const grid = readGrid(source, overridesOf(flags), { vary, zip, lambda, seeds });
  const { experiment, config } = sweptExperiment(grid, {
    name,
    maxCells: flags.maxCells ?? defaultMaxCells,
    measure: flags.measure ?? null,
    window: flags.fitWindow ?? defaultWindow,
  });
  const [first] = gridPoints(grid.axes);
  const { locate } = pointSource(grid, first!);
  return {
    name: flags.name ?? resultName(source, name),
    experiment,
    config,
    hash: hashOf(config),
    locate: (field) => locate(field.split("."), "value").text,
  };
}

/**
 * `<config>-sweep`; what was written as the config of a sweep keeps its name, or that of the folder that it explains.
 */
function resultName({ data, name: file }: ConfigSource, name: string): string {
  if (!Object.hasOwn(data, "sweep")) return `${name}-sweep`;
  if (name === "config") return basename(dirname(resolve(file)));
  return name.endsWith("-sweep") ? name : `${name}-sweep`;
}

/** The main table in the format that is asked for besides CSV. */
function moreFiles({ name }: Figure, format: string | undefined): Pick<Figure, "more"> {
  if (format !== "json" && format !== "parquet") return {};
  return {
    more: async ([main]) => ({
      [`${fileStem(name)}.${format}`]: format === "json" ? jsonTable(main!) : await parquetTable(main!),
    }),
  };
}
