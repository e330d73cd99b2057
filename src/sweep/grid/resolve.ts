import type { z } from "zod";
import { storedLayout } from "../../bench/provision/stored-layout.ts";
import { applyOverrides, type Override } from "../../config/override.ts";
import { experimentName } from "../../config/parse.ts";
import { sharedParts } from "../../config/shared-parts.ts";
import type { ConfigSource } from "../../config/source.ts";
import { exitCode, UserError } from "../../errors.ts";

import type { AnyExperiment } from "../../experiments/experiment.ts";
import { parseConfigOf } from "../../experiments/parse-config.ts";
import { type Experiments, experiments } from "../../experiments/registry.ts";
import { requireChoices } from "../../experiments/supported.ts";

import { readAxes } from "./axes.ts";
import { type Axis, countPoints, gridPoints, type Point, pointOverrides } from "./axis.ts";
import { splitSweep } from "./block.ts";
import { collectErrors } from "./collect-errors.ts";
import { mergeSweeps, readSweepFlags, type SweepFlags, zipExample } from "./written.ts";

/** A grid over the config of an experiment. */
export interface Grid {
  readonly base: AnyExperiment;
  /** Those among which the base was looked up. */
  readonly known: Experiments;
  readonly axes: readonly Axis[];
  readonly source: ConfigSource;
  /** Fields that are the same at all points, as the flags set them. */
  readonly fixed: readonly Override[];
}

/** What every experiment's config has; an experiment's own functions see the rest of it. */
export interface BaseConfig {
  readonly experiment: string;
  readonly seeds: readonly number[];
  readonly precision?: "float64" | "float32";
  readonly dataset: { readonly dir: string | null };
}

export interface GridPoint {
  readonly values: Point;
  readonly config: BaseConfig;
}

/**
 * Reads the grid that a config file with or without a `sweep:` block and the flags ask for.
 * Throws one `UserError` (usage) with every mistake.
 */
export const readGrid = (
  source: ConfigSource,
  set: readonly Override[],
  flags: SweepFlags,
  known: Experiments = experiments,
): Grid => {
  const { base: config, sweep: inFile } = splitSweep(source);
  const fromFlags = readSweepFlags(flags);
  const sweep = inFile === null ? fromFlags : mergeSweeps(inFile, fromFlags);
  const overridden = applyOverrides(config, set);
  const base = known[experimentName(overridden, Object.keys(known))]!;
  requireChoices(base, overridden, Object.values(known));
  const axes = readAxes(sweep, base.schema);
  if (inFile === null && axes.length === 0 && sweep.seeds === null) {
    throw new UserError(
      exitCode.usage,
      `a sweep varies something, and this one varies nothing; give it --lambda 1e-4..1, --vary inference.stepSize=0.05,0.1, ${zipExample} or --seeds 0..19, or let \`ebm run\` compute ${source.name} as it stands`,
    );
  }
  const { seeds } = sweep;
  const seedsOverride =
    seeds === null ? [] : [{ path: ["seeds"], value: seeds.values, origin: seeds.origin }];
  const variesWeights = axes.some(({ fields }) =>
    fields.some(({ path }) => path.startsWith("network.weights")),
  );
  const layout = variesWeights ? [] : storedLayout(overridden, set);
  return { base, known, axes, source: config, fixed: [...set, ...seedsOverride, ...layout] };
};

/** The source of the config at a point. */
export const pointSource = ({ axes, source, fixed }: Grid, point: Point): ConfigSource =>
  applyOverrides(source, [...fixed, ...pointOverrides(axes, point)]);

/**
 * The config at each point of the grid. Throws one `UserError` (usage) with each issue once, and one for a grid of
 * more than `most` points before any of them is made.
 */
export const expandGrid = (grid: Grid, most: number): GridPoint[] => {
  const count = countPoints(grid.axes);
  if (count > most) {
    const sizes = grid.axes.map(({ fields }) => fields[0].values.length).join(" × ");
    throw new UserError(
      exitCode.usage,
      `expected a grid of at most ${most} cells (--max-cells), found ${sizes}${grid.axes.length > 1 ? ` = ${count}` : ""} points, each with a cell or more; vary less, or raise --max-cells`,
    );
  }
  const { base, known } = grid;
  const parts = sharedParts(base.schema as z.ZodType<BaseConfig>);
  return collectErrors(gridPoints(grid.axes), (values) => {
    const source = pointSource(grid, values);
    return { values, config: parts(source.data) ?? (parseConfigOf(base, known, source) as BaseConfig) };
  });
};
