import { z } from "zod";
import type { Path } from "./path.ts";

/** What a schema says of one of its fields, its wrappers (default, nullable, transformed …) looked through. */
export interface Field {
  readonly definition: z.core.$ZodTypes["_zod"]["def"];
  /** What the field is when the config doesn't mention it; `undefined` for a required one. */
  readonly fallback: unknown;
  readonly example: unknown;
}

/** The field at `path`, or null if the schema has none there. */
export const fieldAt = (schema: z.core.$ZodType, path: Path): Field | null => {
  const field = lookThrough(schema);
  if (path.length === 0) return field;
  const [key, ...rest] = path;
  for (const inner of stepInto(field.definition, key!)) {
    const found = fieldAt(inner, rest);
    if (found !== null) return found;
  }
  return null;
};

/**
 * The keys that a mapping at `path` may have, empty if the schema wants none there; of several kinds of mappings those of the kind
 * that `found` says it is, or of all.
 */
export const keysAt = (schema: z.core.$ZodType, path: Path, found: unknown = undefined): string[] => {
  const definition = fieldAt(schema, path)?.definition;
  if (definition?.type === "object") return Object.keys(definition.shape);
  if (definition?.type !== "union") return [];
  const shapes = definition.options.flatMap((option) => {
    const { definition: inner } = lookThrough(option);
    return inner.type === "object" ? [inner.shape] : [];
  });
  const own = shapes.filter((shape) => isOfKind(shape, found));
  return [...new Set((own.length > 0 ? own : shapes).flatMap((shape) => Object.keys(shape)))];
};

/** Whether a mapping has the words by which the kind of that shape is known, as `kind: dense`. */
const isOfKind = (shape: Readonly<Record<string, z.core.$ZodType>>, found: unknown): boolean =>
  typeof found === "object" &&
  found !== null &&
  Object.entries(shape).every(([key, inner]) => {
    const { definition } = lookThrough(inner);
    return definition.type !== "literal" || definition.values.includes(Reflect.get(found, key));
  });

/** Every path of keys in the schema that ends with `key`, as `inference.stepSize`. */
export const pathsTo = (schema: z.core.$ZodType, key: string): string[] => {
  const { definition } = lookThrough(schema);
  if (definition.type !== "object") return [];
  return Object.entries(definition.shape).flatMap(([name, inner]) => [
    ...(name === key ? [name] : []),
    ...pathsTo(inner, key).map((path) => `${name}.${path}`),
  ]);
};

const lookThrough = (schema: z.core.$ZodType): Field => {
  let current = schema;
  let fallback: unknown;
  let example: unknown;
  for (;;) {
    example ??= (z.globalRegistry.get(current)?.examples as readonly unknown[] | undefined)?.[0];
    const { def: definition } = (current as z.core.$ZodTypes)._zod;
    if (definition.type === "default" || definition.type === "prefault") {
      fallback ??= definition.defaultValue;
      current = definition.innerType;
    } else if (
      definition.type === "optional" ||
      definition.type === "nullable" ||
      definition.type === "readonly"
    ) {
      current = definition.innerType;
    } else if (definition.type === "pipe") {
      current = definition.in;
    } else {
      return { definition, fallback, example };
    }
  }
};

const stepInto = (definition: Field["definition"], key: PropertyKey): readonly z.core.$ZodType[] => {
  if (definition.type === "union") {
    return definition.options.flatMap((option) => stepInto(lookThrough(option).definition, key));
  }
  if (definition.type === "array" && typeof key === "number") return [definition.element];
  if (definition.type === "object" && Object.hasOwn(definition.shape, key))
    return [definition.shape[String(key)]!];
  return [];
};
