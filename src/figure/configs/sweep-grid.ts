import { basename, dirname, resolve } from "node:path";
import { hashOf } from "../../config/canonical.ts";
import type { Override } from "../../config/override.ts";
import { pathOf } from "../../config/path.ts";
import type { ConfigSource } from "../../config/source.ts";
import type { Experiments } from "../../experiments/registry.ts";
import { defaultWindow, type Window } from "../../statistics/order-over-seeds.ts";
import type { Level } from "../../sweep/cross/crossings.ts";
import { withCrossings } from "../../sweep/cross/with-crossings.ts";
import { gridPoints } from "../../sweep/grid/axis.ts";
import { pointSource, readGrid } from "../../sweep/grid/resolve.ts";
import { sweptExperiment } from "../../sweep/swept-experiment.ts";
import { defaultMaxCells } from "../plan/cell-limit.ts";
import type { ConfigFile } from "./config-files.ts";
import { type FieldFlags, overridesOf } from "./overrides.ts";
import { type ReadConfig, readConfig } from "./read-config.ts";
import type { ResolvedConfig } from "./resolved-config.ts";

/** A grid over a config's fields, in the words of `ebm sweep`. */
export interface GridFlags extends FieldFlags {
  /** Values of the nudging strength λ: `1e-4..1`. */
  readonly lambda?: string;
  /** Fields and their values: `network.activation=relu,tanh`. */
  readonly vary?: readonly string[];
  /** Fields that vary together: `inference.stepSize=0.1,0.3,inference.steps=150,50`. */
  readonly zip?: readonly string[];
  /** In place of the config's seeds: `0..19`. */
  readonly seeds?: string;
  /** The column that chart and table show; the experiment's first measure without it. */
  readonly measure?: string;
  /** Where the measure crosses this level; it is then the measure that is shown, unless another is asked for. */
  readonly cross?: Level;
  /** Values of λ through which the order is fitted. */
  readonly fitWindow?: Window;
  /** Of the result folder; `<config>-sweep` without it. */
  readonly name?: string;
  readonly maxCells?: number;
}

/** A config with the grid that its `sweep:` block and the flags lay over it, as an experiment of its own. */
export const resolveSweep = (
  { name, file }: ConfigFile,
  flags: GridFlags,
  known?: Experiments,
  read: ReadConfig = readConfig,
): ResolvedConfig => resolveSweepSource(name, read(file), overridesOf(flags), flags, known);

/** As `resolveSweep`, of a config that has been read, and with the overrides that the flags stand for. */
export const resolveSweepSource = (
  name: string,
  source: ConfigSource,
  overrides: readonly Override[],
  flags: Omit<GridFlags, keyof FieldFlags>,
  known?: Experiments,
): ResolvedConfig => {
  const { vary = [], zip = [], lambda, seeds } = flags;
  const grid = readGrid(source, overrides, { vary, zip, lambda, seeds }, known);
  const { cross } = flags;
  const { experiment, config } = sweptExperiment(grid, {
    name,
    maxCells: flags.maxCells ?? defaultMaxCells,
    measure: flags.measure ?? cross?.measure ?? null,
    window: flags.fitWindow ?? defaultWindow,
  });
  const paths = grid.axes.flatMap(({ fields }) => fields.map(({ path }) => path));
  const whole = cross === undefined ? experiment : withCrossings(experiment, cross, paths);
  whole.tables(config);
  const [first] = gridPoints(grid.axes);
  const { locate } = pointSource(grid, first!);
  return {
    name: flags.name ?? resultName(source, name),
    experiment: whole,
    config,
    hash: hashOf(config),
    locate: (field) => locate(pathOf(field), "value").text,
  };
};

/** `<config>-sweep`; the config of a sweep keeps its name, or that of the result folder that it explains. */
const resultName = ({ data, name: file }: ConfigSource, name: string): string => {
  if (!Object.hasOwn(data, "sweep")) return `${name}-sweep`;
  if (name === "config") return basename(dirname(resolve(file)));
  return name.endsWith("-sweep") ? name : `${name}-sweep`;
};
