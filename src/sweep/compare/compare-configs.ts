/** A field that isn't the same in two configs; `undefined` where one of them lacks it. */
export interface FieldDifference {
  /** `inference.stepSize` */
  readonly path: string;
  readonly values: readonly [unknown, unknown];
}

/** The fields in which two configs differ, in alphabetic order; a list is one value. */
export const compareConfigs = (first: unknown, second: unknown): FieldDifference[] => {
  const [a, b] = [leaves(first), leaves(second)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .sort()
    .filter((path) => JSON.stringify(a.get(path)) !== JSON.stringify(b.get(path)))
    .map((path) => ({ path, values: [a.get(path), b.get(path)] }));
};

const leaves = (value: unknown, path = ""): Map<string, unknown> => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, path === "" ? key : `${path}.${key}`)]),
  );
};
