import { keysAt } from "../config/schema.ts";
import { experiments } from "./registry.ts";

/** The names of the experiments whose config has a field. */
export const experimentsWith = (field: string): readonly string[] =>
  Object.values(experiments)
    .filter(({ schema }) => keysAt(schema, []).includes(field))
    .map(({ name }) => name);
