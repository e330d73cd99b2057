import { join, relative, sep } from "node:path";
import { sum } from "simple-statistics";
import { UserError } from "../../errors.ts";
import { noTurn, readRunRecord, type Turn } from "../../report/result/result-folder.ts";
import { systemClock } from "../../run/clock.ts";
import { type Identity, keysOf, readIdentity } from "../../run/identity.ts";
import type { KindCost } from "../../run/kind.ts";
import { measurePace } from "../../run/pace.ts";
import { asked, type Entry, type Estimate, mostCost, planCells } from "../../run/plan.ts";
import { plannedNames, readPlanRecord } from "../../run/plan-record.ts";
import { asItStands, lookingOnce } from "../../run/store/look.ts";
import type { Store } from "../../run/store/store.ts";
import type { Figure } from "./figure.ts";
import { chooseFolder, type Target } from "./result-target.ts";
import { shippedCosts } from "./shipped-costs.ts";

/** A figure with its cells looked up in the store. */
export interface PlannedFigure {
  readonly figure: Figure;
  /** The name of its plan's record: that of its result's folder, since two configs of one name have two. */
  readonly record: string;
  /** In the order of the figure's cells, each computation once. */
  readonly entries: readonly Entry[];
  /** Of each of the figure's cells; equal computations have equal keys. */
  readonly keys: readonly string[];
}

/** Several figures planned together. */
export interface JointPlan {
  readonly identity: Identity;
  readonly figures: readonly PlannedFigure[];
  /** Each computation once, in the order in which they will be computed. */
  readonly entries: readonly Entry[];
  readonly estimate: Estimate;
}

export interface PlanningOptions {
  /** Compute finished cells again. */
  readonly force: boolean;
  /** Where the results go, if that has been asked already. */
  readonly targets?: readonly Target[];
  /** Hears of each cell that is not finished as soon as it is found. */
  readonly atTodo?: () => void;
  /** Gives the event loop a turn; throws where the plan is to be given up. */
  readonly turn?: Turn;
}

const recordName = ({ folder }: Target, { resultsRoot }: Store): string =>
  relative(resultsRoot, folder).split(sep).join("/");

/** Of the config that flags have changed: against it, it is told what is new. */
const basisRecord = ({ basis }: Figure, store: Store) =>
  basis === undefined ? null : readPlanRecord(store, basis);

/**
 * Which cells of the figures are finished, and why the others must be computed. Writes nothing.
 *
 * Small figures come first, then the longest cells (`ordered`).
 * One cell of each kind that nobody has timed goes before (`oneOfEachFirst`), so that it is known how long the rest takes.
 */
export const planFigures = async (
  figures: readonly Figure[],
  store: Store,
  {
    force,
    targets = figures.map((figure) => chooseFolder(store.resultsRoot, figure)),
    atTodo = () => {},
    turn = noTurn,
  }: PlanningOptions,
): Promise<JointPlan> => {
  const identity = readIdentity();
  const seen = new Set<string>();
  const own: Entry[][] = [];
  let estimate: Estimate = { seconds: 0, unmeasured: 0, most: null };
  const pace = asked(() => measurePace(systemClock));
  const earlier = asked(() => [...recordedCosts(store), ...shippedCosts(pace())]);
  const found = (): void => {
    pace(); // before any worker is started, which would take its part of the machine
    atTodo();
  };
  const standing = asItStands(store);
  const look = lookingOnce(standing);
  const planned: PlannedFigure[] = [];
  for (const [index, figure] of figures.entries()) {
    const record = recordName(targets[index]!, store);
    const keys = keysOf(figure.cells, identity);
    for (const key of keys) {
      look(key);
      await turn();
    }
    const previous =
      readPlanRecord(store, record) ??
      basisRecord(figure, store) ??
      // A config that was edited has a folder of its own; what it was before stands under its name.
      readPlanRecord(store, figure.name);
    const plan = planCells(figure.cells, standing, previous, {
      identity,
      force,
      atTodo: found,
      keys,
      look,
      earlier,
    });
    const fresh = plan.entries.filter(({ key }) => !seen.has(key));
    for (const entry of fresh) seen.add(entry.key);
    own.push(fresh);
    const todo = plan.entries.filter(({ state }) => state === "todo").length;
    const share = todo === 0 ? 0 : fresh.filter(({ state }) => state === "todo").length / todo;
    estimate = {
      seconds: estimate.seconds + plan.estimate.seconds * share,
      unmeasured: estimate.unmeasured + Math.round(plan.estimate.unmeasured * share),
      most: mostCost(estimate.most, plan.estimate.most),
    };
    planned.push({ figure, record, entries: plan.entries, keys: plan.keys });
  }
  return { identity, figures: planned, entries: ordered(own), estimate };
};

/** Of all effort, what a small figure takes at most. */
const smallPart = 0.05;

/**
 * The cells of several figures in the order in which they are computed: the longest first, so that no core waits at the end for one that
 * trains a network; equally long ones in the order of the figures and their experiments. Before them, small figures as wholes, so that
 * their pictures are drawn while the others compute; but for the largest of them, whose short cells give the cores equal work to the end.
 */
const ordered = (figures: readonly (readonly Entry[])[]): Entry[] => {
  const sized = figures.map((entries) => ({ entries, effort: sum(entries.map(effortOf)) }));
  const all = sum(sized.map(({ effort }) => effort));
  const small = sized
    .filter(({ effort }) => effort <= smallPart * all)
    .sort((a, b) => a.effort - b.effort)
    .slice(0, -1);
  const others = sized.filter((figure) => !small.includes(figure)).flatMap(({ entries }) => entries);
  return [...small.flatMap(({ entries }) => longestFirst(entries)), ...longestFirst(others)];
};

const longestFirst = (entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => effortOf(b) - effortOf(a));

/** What the runs that wrote the results of this root have recorded of their cells. */
const recordedCosts = (store: Store): readonly KindCost[] =>
  plannedNames(store).flatMap((name) => {
    try {
      return readRunRecord(join(store.resultsRoot, name))?.kinds ?? [];
    } catch (error) {
      if (error instanceof UserError) return []; // damaged: then it tells nothing
      throw error;
    }
  });

const effortOf = ({ cell }: Entry): number => cell.effort ?? 0;
