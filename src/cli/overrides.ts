import { type Override, parseOverrides } from "../config/override.ts";

/** The overrides of `--set` and of `--precision`, which is short for setting that field. */
export function overridesOf(options: {
  readonly set?: readonly string[];
  readonly precision?: string;
}): readonly Override[] {
  const { set = [], precision } = options;
  const short =
    precision === undefined
      ? []
      : [{ path: ["precision"], value: precision, origin: `--precision ${precision}` }];
  return [...parseOverrides(set), ...short];
}
