import { mean } from "simple-statistics";
import { estimatorNamed } from "../../gradient/registry.ts";
import type { Row } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";

/** A setting of an estimator: what it costs and how good it is, means over seeds. */
export interface Setting {
  readonly row: Row;
  readonly passes: number;
  readonly error: number;
}

const keys = ["estimator", "value", "inference", "step_size", "steps", "tolerance"] as const;

/** The settings of rows that are compared with the same truth, those with an error in every seed. */
export const settingsOf = (rows: Rows): Setting[] => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keys.map((name) => row[name]).join("|");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((own) => {
    const errors = own.flatMap(({ relative_error: error }) => (typeof error === "number" ? [error] : []));
    if (errors.length < own.length) return [];
    return [{ row: own[0]!, passes: mean(own.map(({ passes }) => Number(passes))), error: mean(errors) }];
  });
};

/**
 * Settings among which to choose: of estimators that relax an energy towards backprop. Those that need no limit are exact, backprop is the
 * yardstick, controls have none, and the truth of equilibrium propagation is another.
 */
export const candidates = (rows: Rows): Setting[] =>
  settingsOf(
    rows.filter(({ estimator, truth, inference }) => {
      const { energy, order } = estimatorNamed(String(estimator));
      return energy !== null && order !== 0 && truth === "backprop" && inference !== "none";
    }),
  );

/** Pareto's frontier: those settings than which none with as few passes has a smaller error, from the cheapest on. */
export const frontierOf = (settings: readonly Setting[]): Setting[] => {
  const frontier: Setting[] = [];
  for (const setting of [...settings].sort((a, b) => a.passes - b.passes || a.error - b.error)) {
    if (setting.error < (frontier.at(-1)?.error ?? Number.POSITIVE_INFINITY)) frontier.push(setting);
  }
  return frontier;
};

/** The best for a budget of passes; null where none is as cheap. */
export const bestWithin = (settings: readonly Setting[], passes: number): Setting | null =>
  frontierOf(settings).findLast((setting) => setting.passes <= passes) ?? null;

/** The cheapest with an error of at most so much; null where none is as good. */
export const cheapestFor = (settings: readonly Setting[], error: number): Setting | null =>
  frontierOf(settings).find((setting) => setting.error <= error) ?? null;
