import { duration } from "../../run/progress.ts";
import { countText } from "../../sweep/wording.ts";
import type { JointPlan } from "./figure-plan.ts";

/** One cell of a plan as a person, or a program, wants to know it. */
export interface ListedCell {
  readonly state: "done" | "todo";
  readonly figures: readonly string[];
  readonly label: string;
  /** Why it must be computed; empty when it is done. */
  readonly reason: string;
  readonly key: string;
}

/** The cells of a plan in the order in which they would be computed. */
export const listCells = ({ figures, entries }: JointPlan): ListedCell[] => {
  const owners = new Map<string, string[]>();
  for (const { figure, entries: own } of figures) {
    for (const { key } of own) owners.set(key, [...(owners.get(key) ?? []), figure.name]);
  }
  return entries.map(({ key, cell, state, reason }) => ({
    state,
    figures: owners.get(key) ?? [],
    label: cell.label,
    reason,
    key,
  }));
};

/** A line a cell: `todo  fig3b, fig3c  backprop, seed 0  (new)`. */
export const cellLines = (cells: readonly ListedCell[]): string => {
  const widest = cells.reduce((most, { figures }) => Math.max(most, figures.join(", ").length), 0);
  return cells
    .map(({ state, figures, label, reason }) =>
      [state, figures.join(", ").padEnd(widest), label, reason === "" ? "" : `(${reason})`]
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

/** `467 cells: 452 done, 15 to do; about 40 s with 2 workers`. */
export const planText = ({ entries, estimate }: JointPlan, workers: number): string => {
  const todo = entries.filter(({ state }) => state === "todo").length;
  const counts = `${countText(entries.length, "cell")}: ${entries.length - todo} done, ${todo} to do`;
  if (todo === 0) return counts;
  if (estimate.unmeasured === todo)
    return `${counts}; how long that takes isn't known before the first have run`;
  const used = Math.min(workers, todo);
  const rest =
    estimate.unmeasured > 0
      ? `, and ${countText(estimate.unmeasured, "cell")} that nobody has timed yet`
      : "";
  return `${counts}; about ${duration(estimate.seconds / used)} with ${countText(used, "worker")}${rest}`;
};
