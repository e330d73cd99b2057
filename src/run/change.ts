import type { Json, Settings } from "../rows/settings.ts";

/** Settings as `[path, value, path, value …]`, keys sorted: `inference.stepSize`, `0.1`. Lists are values. */
type Leaves = readonly string[];

/** More differences than this are another question, not the same one with a changed setting. */
const mostPaths = 4;
/** Full comparisons against all earlier cells; a change of the config costs one, however many cells it touches. */
const mostSearches = 16;

/**
 * For each cell, the dotted paths in which it differs from the nearest of the earlier cells; null when none is
 * near. `earlier` should hold only cells that are no longer asked for: one that still is hasn't changed into
 * anything.
 */
export const explainChanges = (
  cells: readonly Settings[],
  earlier: readonly Settings[],
): readonly (readonly string[] | null)[] => {
  const before = earlier.map(leavesOf);
  let hypotheses: readonly Hypothesis[] = [];
  let searches = 0;
  return cells.map((settings) => {
    const leaves = leavesOf(settings);
    const match = () => hypotheses.find(({ paths, known }) => known().has(signature(leaves, paths)));
    const matched = match();
    if (matched !== undefined || searches === mostSearches) return matched?.paths ?? null;
    searches += 1;
    const nearest = nearestDifference(leaves, before);
    if (nearest === null || nearest.length > mostPaths) return null;
    hypotheses = extend(hypotheses, nearest, before);
    return match()?.paths ?? null;
  });
};

/** "Cells have changed in exactly these paths", with the earlier cells as they look without them. */
interface Hypothesis {
  readonly paths: readonly string[];
  readonly known: () => ReadonlySet<string>;
}

/** Adds every subset of `paths`, and keeps the smallest first: the nearest earlier cell is the one that counts. */
const extend = (
  known: readonly Hypothesis[],
  paths: readonly string[],
  before: readonly Leaves[],
): readonly Hypothesis[] => {
  const have = new Set(known.map((hypothesis) => hypothesis.paths.join(" ")));
  const chosen = (bits: number) => paths.filter((_path, index) => (bits >> index) & 1);
  const added = Array.from({ length: 2 ** paths.length - 1 }, (_, index) => chosen(index + 1))
    .filter((subset) => !have.has(subset.join(" ")))
    .map((subset) => ({
      paths: subset,
      known: once(() => new Set(before.map((leaves) => signature(leaves, subset)))),
    }));
  return [...known, ...added].sort((a, b) => a.paths.length - b.paths.length);
};

const nearestDifference = (leaves: Leaves, before: readonly Leaves[]): readonly string[] | null => {
  let nearest: readonly string[] | null = null;
  for (const other of before) {
    const paths = difference(leaves, other);
    if (nearest === null || paths.length < nearest.length) nearest = paths;
  }
  return nearest;
};

const difference = (a: Leaves, b: Leaves): readonly string[] => {
  const values = new Map<string, string>();
  for (let i = 0; i < a.length; i += 2) values.set(a[i]!, a[i + 1]!);
  const paths: string[] = [];
  for (let i = 0; i < b.length; i += 2) {
    if (values.get(b[i]!) !== b[i + 1]) paths.push(b[i]!);
    values.delete(b[i]!);
  }
  return [...paths, ...values.keys()].sort();
};

const signature = (leaves: Leaves, without: readonly string[]): string => {
  let text = "";
  for (let i = 0; i < leaves.length; i += 2) {
    if (!without.includes(leaves[i]!)) text += `${leaves[i]}=${leaves[i + 1]}\n`;
  }
  return text;
};

const leavesOf = (settings: Settings): Leaves => {
  const leaves: string[] = [];
  const walk = (value: Settings, prefix: string): void => {
    for (const key of Object.keys(value).sort()) {
      const child = value[key];
      if (isRecord(child)) walk(child, `${prefix}${key}.`);
      else leaves.push(prefix + key, JSON.stringify(child));
    }
  };
  walk(settings, "");
  return leaves;
};

const isRecord = (value: Json | undefined): value is Settings => {
  return typeof value === "object" && value !== null && !Array.isArray(value);
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
