import { exitCode, UserError } from "../errors.ts";
import { shown } from "./catalogue.ts";
import { type Path, valueAt } from "./path.ts";
import { type ConfigSource, parseValue } from "./source.ts";

/** A value from the command line that takes the place of the config's. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
  /** The flag as it was given, for messages: `--set inference.stepSize=0.3`. */
  readonly origin: string;
}

const longestOrigin = 80;

/**
 * Reads the texts of `--set key.path=value`, the value in YAML (0.3, relu, [784, 64, 10], null).
 * Throws one `UserError` (usage) with every mistake.
 */
export const parseOverrides = (texts: readonly string[]): Override[] =>
  collect(texts, (text) => [parseOverride(text)]);

const parseOverride = (text: string): Override => {
  const origin = shorten(`--set ${text}`);
  const equals = text.indexOf("=");
  if (equals < 0) {
    throw usage(`${origin}: expected key=value, found no "="; write it as in --set inference.stepSize=0.3`);
  }
  const path = text.slice(0, equals).trim().split(".");
  if (path.some((key) => key.trim() === "")) {
    throw usage(
      `${origin}: expected names separated by dots before the "=", found "${text.slice(0, equals)}"; write it as in --set inference.stepSize=0.3`,
    );
  }
  const written = text.slice(equals + 1);
  if (written.trim() === "") {
    throw usage(
      `${origin}: expected a value after the "=", found nothing; write ${path.join(".")}=null for no value`,
    );
  }
  return { path, value: parseValue(written, origin), origin };
};

/**
 * The source with the overrides' values in it; a value under an override is located at its flag.
 * Throws one `UserError` (usage) if a field is set twice or lies inside something that isn't a mapping.
 */
export const applyOverrides = (source: ConfigSource, overrides: readonly Override[]): ConfigSource => {
  requireDistinct(overrides);
  let data = source.data;
  collect(overrides, (override) => {
    data = withValue(data, override, 0);
    return [];
  });
  return {
    name: source.name,
    data,
    locate: (path, part) => {
      const index = overrides.findIndex(
        (override) =>
          isPrefix(override.path, path) || (isPrefix(path, override.path) && isMissing(source.data, path)),
      );
      const override = overrides[index];
      return override === undefined
        ? source.locate(path, part)
        : { text: override.origin, layer: index + 1, offset: 0 };
    },
  };
};

const requireDistinct = (overrides: readonly Override[]): void => {
  collect(overrides, (override, index) => {
    const earlier = overrides
      .slice(0, index)
      .find((other) => isPrefix(other.path, override.path) || isPrefix(override.path, other.path));
    if (earlier !== undefined) {
      throw usage(
        `${override.origin}: expected each field to be set once, found ${earlier.origin} before it; remove one of them`,
      );
    }
    return [];
  });
};

const withValue = (
  data: Readonly<Record<string, unknown>>,
  { path, value, origin }: Override,
  depth: number,
): Record<string, unknown> => {
  const key = path[depth]!;
  let replaced = value;
  if (depth < path.length - 1) {
    const inner = Object.hasOwn(data, key) ? data[key] : {};
    if (!isMapping(inner)) {
      const outer = path.slice(0, depth + 1).join(".");
      throw usage(
        `${origin}: expected a mapping at ${outer}, found ${shown(inner)}; set ${outer} as a whole`,
      );
    }
    replaced = withValue(inner, { path, value, origin }, depth + 1);
  }
  // A computed key defines an own property, whatever its name: `__proto__` stays an (unknown) key.
  return { ...data, [key]: replaced };
};

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isMissing = (data: unknown, path: Path): boolean =>
  path.length > 0 && valueAt(data, path) === undefined;

const isPrefix = (prefix: Path, path: Path): boolean =>
  prefix.length <= path.length && prefix.every((key, index) => key === path[index]);

/** All items' results, or one error with all their messages. */
const collect = <Item, Result>(
  items: readonly Item[],
  step: (item: Item, index: number) => Result[],
): Result[] => {
  const messages: string[] = [];
  const results = items.flatMap((item, index) => {
    try {
      return step(item, index);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      messages.push(error.message);
      return [];
    }
  });
  if (messages.length > 0) throw usage(messages.join("\n"));
  return results;
};

const shorten = (text: string): string =>
  text.length <= longestOrigin ? text : `${text.slice(0, longestOrigin - 1)}…`;

const usage = (message: string): UserError => new UserError(exitCode.usage, message);
