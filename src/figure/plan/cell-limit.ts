import type { DatasetIdentity } from "../../data/identity.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { ResolvedConfig } from "../configs/resolved-config.ts";

/** More cells than anybody means to compute without saying so. */
export const defaultMaxCells = 10_000;

/**
 * Throws `UserError` (usage) for a config of more cells than `maxCells`, from those of its first seed: seeds: 0..99999
 * is refused before it fills the memory. Experiments have the same cells for every seed.
 */
export const requireCells = (
  { name, experiment, config }: ResolvedConfig,
  identity: DatasetIdentity,
  maxCells: number,
): void => {
  // A sweep has counted its own, point by point.
  if ("sweep" in config) return;
  const { seeds } = config;
  const own = experiment.cells({ ...config, seeds: seeds.slice(0, 1) }, identity).length;
  const count = own * seeds.length;
  if (count <= maxCells) return;
  throw new UserError(
    exitCode.usage,
    `${name}: expected at most ${maxCells} cells (--max-cells), found ${seeds.length} seeds of ${own} each, which are ${count}; take fewer, or raise --max-cells`,
  );
};
