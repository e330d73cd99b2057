import type { z } from "zod";
import { type GridKind, parseGrid, parseGridValues } from "../../config/grid.ts";
import { fieldAt, keysAt } from "../../config/schema.ts";
import { parseValue } from "../../config/source.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Json } from "../../rows/settings.ts";
import type { WrittenField } from "./written.ts";

/**
 * The values of a field that is varied. What their text means is the schema's to say: a grid for a number, names for
 * a choice, YAML values separated by commas for anything else. Whether each of them fits the field is seen when it is
 * put into the config. Throws `UserError` (usage) for a text that can't be read, no value at all, or one twice.
 */
export const fieldValues = (schema: z.core.$ZodType, field: WrittenField): readonly Json[] => {
  const { path, values, origin } = field;
  refuseUnfit(schema, field);
  const read = typeof values === "string" ? readText(schema, path, values, origin) : listOf(values);
  if (read.length === 0) throw usage(origin, `${path}: expected at least one value, found none; write them`);
  if (fieldAt(schema, path.split("."))?.definition.type === "array") {
    const other = read.find((value) => !Array.isArray(value));
    if (other !== undefined) {
      throw usage(
        origin,
        `${path}: expected lists in brackets, separated by commas, found ${JSON.stringify(other)}; write for example ${path}=[784,128,10],[784,64,10]`,
      );
    }
  }
  const seen = new Set<string>();
  for (const text of read.map((value) => JSON.stringify(value))) {
    if (seen.has(text))
      throw usage(origin, `${path}: expected each value once, found ${text} twice; remove one of them`);
    seen.add(text);
  }
  return read;
};

const refuseUnfit = (schema: z.core.$ZodType, { path, origin }: WrittenField): void => {
  const reason = unfit[path];
  if (reason !== undefined) throw usage(origin, reason);
  const keys = path === "" ? [] : keysAt(schema, path.split("."));
  if (keys.length === 0) return;
  const inner = keys.map((key) => `${path}.${key}`).join(", ");
  throw usage(origin, `expected a field with one value, found ${path}, which holds several; vary ${inner}`);
};

const unfit: Readonly<Record<string, string>> = {
  experiment: "a sweep is one experiment with other settings, and can't vary it; sweep each on its own",
  seeds: "seeds are varied by their own flag; write --seeds 0..19",
  "dataset.dir":
    "a sweep has one dataset, whose checksums its manifest states; sweep each on its own, with --set dataset.dir=…",
};

const readText = (schema: z.core.$ZodType, path: string, text: string, origin: string): readonly Json[] => {
  const kind = kindOf(schema, path);
  try {
    if (kind === "real" || kind === "integer") return parseGrid(text, kind);
    if (kind === "name") return parseGridValues(text);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.code, `${origin}: ${error.message}`);
    throw error;
  }
  if (text.trim() === "") throw usage(origin, `${path}: expected at least one value, found none; write them`);
  return parseValue(`[${text}]`, origin) as Json[];
};

/** How the text of a field's values is read. */
const kindOf = (schema: z.core.$ZodType, path: string): GridKind | "name" | "value" => {
  const definition = fieldAt(schema, path.split("."))?.definition;
  switch (definition?.type) {
    case "number":
      return isWhole(definition) ? "integer" : "real";
    case "enum":
      return "name";
    // A field that takes one number or a list of them, as λ: each point has one.
    case "union":
      return definition.options.some((option) => option._zod.def.type === "number") ? "real" : "value";
    default:
      return "value";
  }
};

const isWhole = (definition: z.core.$ZodNumberDef | z.core.$ZodNumberFormatDef): boolean =>
  "format" in definition || (definition.checks ?? []).some(({ _zod }) => _zod.def.check === "number_format");

const listOf = (values: unknown): readonly Json[] =>
  (Array.isArray(values) ? values : [values]) as readonly Json[];

const usage = (origin: string, problem: string): UserError =>
  new UserError(exitCode.usage, `${origin}: ${problem}`);
