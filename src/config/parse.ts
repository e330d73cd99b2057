import { z } from "zod";
import { exitCode, UserError } from "../errors.ts";
import { explain, pathText } from "./catalogue.ts";
import { applyOverrides, type Override } from "./override.ts";
import type { ConfigSource } from "./source.ts";

/**
 * The config with its defaults, as the schema resolves it.
 * Throws one `UserError` (usage) with every issue, a line each in the order of the file and then of the flags:
 * `file:line:column: path: expected …, found …; remedy`.
 */
export const parseConfig = <T>(
  schema: z.ZodType<T>,
  source: ConfigSource,
  overrides: readonly Override[] = [],
): T => {
  const merged = applyOverrides(source, overrides);
  // An empty message marks the issues for which the schema has no words of its own.
  const result = schema.safeParse(merged.data, { error: () => "" });
  if (result.success) return result.data;
  const lines = result.error.issues
    .flatMap((issue) => explain(issue, schema, merged.data))
    .map(({ path, part, message }) => {
      const location = merged.locate(path, part);
      const field = path.length === 0 ? "" : `${pathText(path)}: `;
      return { location, text: `${location.text}: ${field}${message}` };
    })
    .sort((a, b) => a.location.layer - b.location.layer || a.location.offset - b.location.offset);
  throw new UserError(exitCode.usage, lines.map(({ text }) => text).join("\n"));
};

/** The config's `experiment`, one of `known`; the rest isn't looked at. Throws `UserError` (usage). */
export const experimentName = (source: ConfigSource, known: readonly string[]): string =>
  parseConfig(z.object({ experiment: z.enum([...known]) }), source).experiment;
