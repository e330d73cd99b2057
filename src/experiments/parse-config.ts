import type { Override } from "../config/override.ts";
import { parseConfig } from "../config/parse.ts";
import { keysAt } from "../config/schema.ts";
import type { ConfigSource } from "../config/source.ts";
import { UserError } from "../errors.ts";
import type { AnyExperiment } from "./experiment.ts";

/** `parseConfig` of an experiment's config; of a field that this one has not and others of `known` have, the message says which. */
export const parseConfigOf = (
  experiment: AnyExperiment,
  known: Readonly<Record<string, AnyExperiment>>,
  source: ConfigSource,
  overrides: readonly Override[] = [],
): unknown => {
  try {
    return parseConfig(experiment.schema, source, overrides);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const lines = error.message.split("\n").map((line) => {
      const field = /: ([a-z]\w*): unknown key/i.exec(line)?.[1];
      const owners = Object.values(known).filter(
        ({ schema }) => field !== undefined && keysAt(schema, []).includes(field),
      );
      if (owners.length === 0) return line;
      return `${line}; ${field} is a field of ${owners.map(({ name }) => name).join(", ")}, not of ${experiment.name}`;
    });
    throw new UserError(error.code, lines.join("\n"));
  }
};
