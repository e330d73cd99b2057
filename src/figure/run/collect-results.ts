import { existsSync } from "node:fs";
import { nearestName } from "../../config/nearest.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Executor } from "../../run/executor/executor.ts";
import { planConfigFile, plannedNames } from "../../run/plan-record.ts";
import { openStore } from "../../run/store/store.ts";
import { knownExperiments } from "../configs/known-experiments.ts";
import { readingConfigsOnce } from "../configs/read-config.ts";
import { type ResolvedConfig, resolveConfig } from "../configs/resolved-config.ts";
import { resolveSweep } from "../configs/sweep-grid.ts";
import type { Place } from "./regenerate.ts";

/**
 * The configs of results as they were last asked for in `out`: those named, or all. Throws `UserError` (usage) for a name
 * that nobody asked for.
 */
export const plannedConfigs = async (out: string, wanted: readonly string[]): Promise<ResolvedConfig[]> => {
  const store = openStore(out);
  const known = plannedNames(store).filter((name) => existsSync(planConfigFile(store, name)));
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearestName(unknown, known);
    throw new UserError(
      exitCode.usage,
      `expected a result that was asked for in ${out}, found "${unknown}"; ${near === null ? "`ebm status` shows them" : `did you mean ${near}?`}`,
    );
  }
  if (known.length === 0)
    throw new UserError(exitCode.usage, `nothing has been asked for in ${out} yet; \`ebm run\` begins`);
  const files = (wanted.length > 0 ? wanted : known).map((name) => ({
    name,
    file: planConfigFile(store, name),
  }));
  const read = readingConfigsOnce();
  const experiments = await knownExperiments(files, [], read);
  return files.map(({ name, file }) => {
    if (!Object.hasOwn(read(file).data, "sweep")) return resolveConfig({ name, file }, [], experiments, read);
    return resolveSweep(
      { name: name.replace(/-sweep$/, ""), file },
      { name, maxCells: Number.MAX_SAFE_INTEGER },
      experiments,
      read,
    );
  });
};

const nothing: Executor = {
  run: async ({ entries }) => ({
    done: 0,
    found: 0,
    failed: [],
    left: entries.filter(({ state }) => state === "todo").length,
  }),
};

/** Where nothing is computed: what is there is written. */
export const nowhere: Place = { executor: () => nothing, slots: () => 1 };
