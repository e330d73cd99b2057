import { basename, extname } from "node:path";
import type { Override } from "../../config/override.ts";
import { type ConfigSource, valueSource } from "../../config/source.ts";
import { type Experiments, experiments } from "../../experiments/registry.ts";
import { findConfig, isModule } from "../configs/config-files.ts";
import { experimentsNamed } from "../configs/known-experiments.ts";
import { readConfig } from "../configs/read-config.ts";
import { type ResolvedConfig, resolveSource } from "../configs/resolved-config.ts";
import { resolveSweepSource } from "../configs/sweep-grid.ts";

/** A config: a figure's name (`fig3a`), the path of a file, or its fields (`{ experiment: "nudge-sweep", … }`). */
export type ConfigInput = string | Readonly<Record<string, unknown>>;

/** Values of a field: a list, or the text of a grid such as `1e-4..1`. */
export type GridValues = readonly unknown[] | string | number;

/** A grid over the fields of a config: all combinations of what varies, seeds aside. */
export interface SweepGrid {
  /** Nudging strengths λ. */
  readonly lambda?: GridValues;
  /** Values by field: `{ "network.activation": ["relu", "tanh"] }`. */
  readonly vary?: Readonly<Record<string, GridValues>>;
  /** Fields whose values go in pairs. */
  readonly zip?: readonly Readonly<Record<string, GridValues>>[];
  /** In place of the config's seeds. */
  readonly seeds?: GridValues;
}

export interface ResolveOptions {
  /** Fields in place of the config's: `{ "inference.steps": 100 }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** In place of the config's own `sweep:` block. */
  readonly sweep?: SweepGrid;
  /** Of the result; the figure's, the file's or the experiment's without it. */
  readonly name?: string;
  /** Of a sweep: the column that its chart and table show first. */
  readonly measure?: string;
  /** More cells than this are refused; 10,000 without it. */
  readonly maxCells?: number;
}

/**
 * A config with its defaults, checked against its experiment's schema; with a grid, an experiment of its own.
 * Throws `UserError` (usage) with every mistake.
 */
export const resolve = (input: ConfigInput, options: ResolveOptions = {}): ResolvedConfig =>
  resolveAmong(input, options, experiments);

/** The same, of an experiment of one's own too. */
export const resolveAny = async (input: ConfigInput, options: ResolveOptions): Promise<ResolvedConfig> => {
  const { source } = sourceOf(input);
  const known = await experimentsNamed([source.data.experiment], overridesOf(options.set ?? {}));
  return resolveAmong(input, options, known);
};

const resolveAmong = (input: ConfigInput, options: ResolveOptions, known: Experiments): ResolvedConfig => {
  const { name, source } = sourceOf(input);
  const overrides = overridesOf(options.set ?? {});
  const { sweep = source.data.sweep } = options;
  if (sweep !== undefined) {
    const grid = { ...source, data: { ...source.data, sweep } };
    const { measure, maxCells } = options;
    const flags = {
      name: options.name ?? (options.sweep === undefined && name.endsWith("-sweep") ? name : `${name}-sweep`),
      ...(measure !== undefined && { measure }),
      ...(maxCells !== undefined && { maxCells }),
    };
    return resolveSweepSource(name, grid, overrides, flags, known);
  }
  const resolved = resolveSource(name, source, overrides, known);
  return options.name === undefined ? resolved : { ...resolved, name: options.name };
};

const sourceOf = (input: ConfigInput): { readonly name: string; readonly source: ConfigSource } => {
  if (typeof input === "string") {
    const { name, file } = findConfig(input);
    return { name, source: readConfig(file) };
  }
  const source = valueSource(input, "config");
  return { name: nameOfExperiment(source.data.experiment), source };
};

const overridesOf = (set: Readonly<Record<string, unknown>>): Override[] =>
  Object.entries(set).map(([field, value]) => ({ path: field.split("."), value, origin: `set ${field}` }));

/** `nudge-sweep`, or `my` for `./my.mjs`. */
const nameOfExperiment = (experiment: unknown): string => {
  const name = String(experiment ?? "config");
  return isModule(name) ? basename(name, extname(name)) : name;
};
