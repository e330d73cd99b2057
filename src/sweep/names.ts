import { type NetworkDescription, networkOf } from "../network/description/description.ts";
import { shortName } from "../network/description/name.ts";
import type { Value } from "../rows/row.ts";
import type { Json } from "../rows/settings.ts";

/** A setting as it stands in a table: what is neither number nor text, in JSON. */
export const asValue = (value: Json): Value =>
  typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);

/** A value of a swept field, as tables, charts and labels have it. */
export type Named = (path: string, value: Json) => Value;

/** The field whose values are lists of layers. */
const layers = "network.layers";

/**
 * Values as they are written, and layers by the short name of the network that they make; a network that has the same name as an earlier
 * one (they differ in a stride, say) is told apart by a number, `conv 8 → 10 (2)`, in the order of the sweep.
 */
export const namedValues = (
  points: readonly {
    readonly values: Readonly<Record<string, Json>>;
    readonly config: object;
  }[],
): Named => {
  const names = new Map<string, string>();
  const taken = new Map<string, number>();
  for (const { values, config } of points) {
    const value = values[layers];
    if (value === undefined || !("network" in config)) continue;
    const key = JSON.stringify(value);
    if (names.has(key)) continue;
    const name = shortName(networkOf(config.network as NetworkDescription));
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    names.set(key, times === 1 ? name : `${name} (${times})`);
  }
  return (path, value) => (path === layers ? names.get(JSON.stringify(value)) : undefined) ?? asValue(value);
};
