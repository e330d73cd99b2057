/** Keys and list indices from the top of the config to a value. */
export type Path = readonly PropertyKey[];

/** The path to a field as messages name it: `network.layers[1]`. */
export const pathOf = (field: string): Path =>
  field
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));

/** The value at `path`, `undefined` if there is none. */
export const valueAt = (data: unknown, path: Path): unknown => {
  let value = data;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
};
