import { z } from "zod";
import { UserError } from "../errors.ts";
import { expectation } from "./catalogue.ts";
import { type GridKind, gridHelp, parseGrid } from "./grid.ts";

/** Larger seeds would be cut to 32 bits by the random number generator, and two of them could be one. */
const largestSeed = 2 ** 32 - 1;

const zeroLambda = (input: unknown) =>
  expectation(
    "a λ other than 0 (the estimate divides by λ)",
    input,
    "write a smaller λ instead, such as 1e-4",
  );

/** One nudging strength λ. */
export const lambda = z
  .number()
  .refine((value) => value !== 0, { error: ({ input }) => zeroLambda(input) })
  .meta({ description: "nudging strength λ", examples: [0.001] });

/** The message for what is neither a list nor text; what is one of them gets its own. */
const otherType =
  (example: string) =>
  ({ input }: { readonly input?: unknown }): string | undefined =>
    Array.isArray(input) || typeof input === "string" || typeof input === "number"
      ? undefined
      : expectation("a list or a range of numbers", input, `write for example \`${example}\``);

/** Nudging strengths λ: a list, a grid or a single number, as a list. */
export const lambdaList = z
  .union([z.array(z.number()), z.string(), z.number()], { error: otherType("lambda: 1e-4..1") })
  .transform((written, context) => {
    const values = typeof written === "number" ? [written] : resolveList(written, "real", context);
    for (const [index, value] of values.entries()) {
      if (value === 0) addIssue(context, zeroLambda(0), Array.isArray(written) ? [index] : []);
    }
    return values;
  })
  .meta({ description: `nudging strengths λ: ${gridHelp}`, examples: ["1e-4..1", [0.01, 0.1, 1]] });

const seed = z.int().min(0).max(largestSeed);

/** Seeds: a list or a grid of whole numbers from 0 to 2^32 − 1, as a list. */
export const seeds = z
  .union([z.array(seed), z.string()], {
    error: ({ input }) =>
      Number.isInteger(input) && Number(input) >= 0 && Number(input) <= largestSeed
        ? expectation("a list or a range", input, `write [${input}] for this one seed, or 0..19 for twenty`)
        : typeof input === "number"
          ? expectation(
              `whole numbers from 0 to ${largestSeed}, as a list or a range`,
              input,
              "write 0..19 for twenty seeds",
            )
          : otherType("seeds: 0..19")({ input }),
  })
  .transform((written, context) => {
    const values = resolveList(written, "integer", context);
    const outside = values.find((value) => value < 0 || value > largestSeed);
    if (outside !== undefined) {
      addIssue(context, expectation(`seeds from 0 to ${largestSeed}`, outside, "write a range within"), []);
    }
    return values;
  })
  .meta({
    description: "seeds of the random initialisations: a list or a range such as 0..19",
    examples: ["0..19", [0, 1]],
  });

/** Whole numbers within limits, none twice. */
export const counts = (least: number, most: number, meaning: string, example: readonly number[]) =>
  z
    .array(z.int().min(least).max(most))
    .min(1)
    .refine((list) => new Set(list).size === list.length, {
      error: "expected each number once; remove the second one",
    })
    .describe(meaning)
    .meta({ examples: [example] });

/** The points of a grid, or the entries of a list, none twice; a mistake becomes an issue and an empty list. */
const resolveList = (
  written: readonly number[] | string,
  kind: GridKind,
  context: z.core.$RefinementCtx,
): number[] => {
  if (typeof written === "string") {
    try {
      return parseGrid(written, kind);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      addIssue(context, error.message, []);
      return [];
    }
  }
  if (written.length === 0) {
    addIssue(
      context,
      expectation("at least one entry", written, "write the numbers between the brackets"),
      [],
    );
  }
  for (const [index, value] of written.entries()) {
    if (written.indexOf(value) < index) {
      addIssue(context, expectation("each value once", value, "remove the second one"), [index]);
    }
  }
  return [...written];
};

const addIssue = (context: z.core.$RefinementCtx, message: string, path: number[]): void => {
  context.addIssue({ code: "custom", message, path });
};
