/** A part of a specification. */
export type Node = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Calls `see` with every record within a value, outermost first. */
export const visitRecords = (value: unknown, see: (record: Node) => void): void => {
  if (isRecord(value)) see(value);
  if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) visitRecords(inner, see);
};

/** The value with each record in it, innermost first, replaced by what `change` makes of it. */
export const mapRecords = (value: unknown, change: (record: Node) => Node): unknown => {
  if (Array.isArray(value)) return value.map((inner) => mapRecords(inner, change));
  if (!isRecord(value)) return value;
  return change(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapRecords(inner, change)])),
  );
};
