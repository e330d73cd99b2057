import type { z } from "zod";
import { keysAt } from "../../config/schema.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Axis, SweptField } from "./axis.ts";
import { collectErrors } from "./collect-errors.ts";
import { fieldValues } from "./field-values.ts";
import type { WrittenField, WrittenSweep } from "./written.ts";

/**
 * The axes of a grid, in the order in which their values change: varied fields, pairs, λ last, so that the rows of a
 * curve over λ stand together. Throws one `UserError` (usage) with every mistake.
 */
export const readAxes = ({ vary, zip, lambda }: WrittenSweep, schema: z.core.$ZodType): Axis[] => {
  const strengths = [
    ...vary.filter(isLambda),
    ...(lambda === null ? [] : [{ ...lambda, path: dialOf(schema) }]),
  ];
  const others = vary.filter((field) => !isLambda(field));
  const groups = [...others.map((field) => [field]), ...zip, ...strengths.map((field) => [field])];
  requireOnce(groups.flat());
  return collectErrors(groups, (group) => {
    const fields = group.map(
      (field): SweptField => ({
        path: field.path,
        values: fieldValues(schema, field),
        origin: field.origin,
      }),
    );
    requirePairs(fields);
    return { fields: fields as [SweptField, ...SweptField[]] };
  });
};

/** What an experiment turns down towards its limit, the first of these that its config has. */
const dials = ["lambda", "dial", "gamma", "kappa", "radius"];

const dialOf = (schema: z.core.$ZodType): string => {
  const known = keysAt(schema, []);
  return dials.find((dial) => known.includes(dial)) ?? "lambda";
};

const isLambda = ({ path }: WrittenField) => path === "lambda";

/** A field, or one inside another, can't have two values at once. */
const requireOnce = (fields: readonly WrittenField[]): void => {
  const inside = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`);
  for (const [index, { path, origin }] of fields.entries()) {
    const earlier = fields
      .slice(0, index)
      .find((other) => inside(path, other.path) || inside(other.path, path));
    if (earlier !== undefined) {
      throw usage(
        origin,
        `expected each field to be varied once, found ${earlier.path} in ${earlier.origin} before it; remove one of them`,
      );
    }
  }
};

const requirePairs = (fields: readonly SweptField[]): void => {
  const [first] = fields;
  const other = fields.find(({ values }) => values.length !== first!.values.length);
  if (other === undefined) return;
  const counts = fields.map(({ path, values }) => `${values.length} for ${path}`).join(" and ");
  throw usage(
    other.origin,
    `expected as many values for each field, since they go in pairs, found ${counts}; give each as many, or --vary them for all combinations`,
  );
};

const usage = (origin: string, problem: string): UserError =>
  new UserError(exitCode.usage, `${origin}: ${problem}`);
