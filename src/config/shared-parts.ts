import type { z } from "zod";
import { canonical } from "./canonical.ts";

/** A field's written value as it was parsed; `sound` is false for a value that the schema refuses. */
type Parsed = { readonly sound: true; readonly value: unknown } | { readonly sound: false };

/**
 * Parses many configs that differ in a few fields, as the points of a grid do: each field of the top is parsed once for each value that
 * is written for it, and the configs share it, so that nobody may change it. Gives what the schema makes of a config; null for one that
 * isn't sound, and for all of a schema that isn't a plain mapping of fields: those are to be parsed as a whole.
 */
export const sharedParts = <T>(
  schema: z.ZodType<T>,
): ((data: Readonly<Record<string, unknown>>) => T | null) => {
  const { def: definition } = (schema as unknown as z.core.$ZodTypes)._zod;
  if (definition.type !== "object" || (definition.checks ?? []).length > 0) return () => null;
  const fields = Object.entries(definition.shape).map(([key, field]) => [key, parsedOnce(field)] as const);
  return (data) => {
    if (Object.keys(data).some((key) => !Object.hasOwn(definition.shape, key))) return null;
    const config: Record<string, unknown> = {};
    for (const [key, parse] of fields) {
      const written = Object.hasOwn(data, key) ? data[key] : undefined;
      const parsed = parse(written);
      if (!parsed.sound) return null;
      if (parsed.value !== undefined || Object.hasOwn(data, key)) config[key] = parsed.value;
    }
    return config as T;
  };
};

/** A field's schema, asked once for each written value. */
const parsedOnce = (field: z.core.$ZodType): ((written: unknown) => Parsed) => {
  const byObject = new WeakMap<object, Parsed>();
  const byText = new Map<string, Parsed>();
  const parse = (written: unknown): Parsed => {
    const { success, data } = (field as z.ZodType).safeParse(written);
    return success ? { sound: true, value: data } : { sound: false };
  };
  const parseText = (written: unknown): Parsed => {
    const text = textOf(written);
    if (text === null) return parse(written);
    const parsed = byText.get(text) ?? parse(written);
    byText.set(text, parsed);
    return parsed;
  };
  return (written) => {
    if (typeof written !== "object" || written === null) return parseText(written);
    const parsed = byObject.get(written) ?? parseText(written);
    byObject.set(written, parsed);
    return parsed;
  };
};

/** Null for what has no text of its own, as NaN. */
const textOf = (written: unknown): string | null => {
  if (written === undefined) return "";
  try {
    return canonical(written);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};
