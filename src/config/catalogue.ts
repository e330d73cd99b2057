import type { z } from "zod";
import { nearestName } from "./nearest.ts";
import { type Path, valueAt } from "./path.ts";
import { type Field, fieldAt, keysAt, pathsTo } from "./schema.ts";

/** One thing that is wrong with a config, in words. */
export interface Finding {
  readonly path: Path;
  /** Whether the mistake is in the key or in its value. */
  readonly part: "key" | "value";
  readonly message: string;
}

/** A schema's own message, in the words of all the others. */
export const expectation = (expected: string, found: unknown, remedy: string): string =>
  `expected ${expected}, found ${shown(found)}; ${remedy}`;

/** The findings of a zod issue; an empty `issue.message` says that the schema has no words of its own for it. */
export const explain = (issue: z.core.$ZodIssue, schema: z.core.$ZodType, data: unknown): Finding[] => {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      part: "key",
      message: unknownKey(key, path, schema, data),
    }));
  }
  if (issue.code === "invalid_union" && issue.message === "") {
    const unknown = unknownKind(issue.errors, path, data);
    if (unknown !== null) return [unknown];
    const possible = issue.errors.filter((branch) => !branch.some(isOtherType));
    const fitting = possible.find((branch) => !branch.some(isOtherKind)) ?? possible[0];
    const nested = fitting?.map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
    if (nested !== undefined) return nested.flatMap((inner) => explain(inner, schema, data));
  }
  if (issue.message !== "") return [{ path, part: "value", message: issue.message }];
  const found = valueAt(data, path);
  const field = fieldAt(schema, path);
  return [
    {
      path,
      part: "value",
      message: expectation(expected(issue, found), found, remedy(issue, found, path, field)),
    },
  ];
};

/** One of the words by which kinds of mappings are told apart, as `kind: dense`, is not that of this branch. */
const isOtherKind = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "invalid_value" && issue.path.length === 1 && issue.values.length === 1;

/** That a mapping says to be of a kind that no branch has; null where it is of one, or the branches are no kinds. */
const unknownKind = (branches: readonly z.core.$ZodIssue[][], path: Path, data: unknown): Finding | null => {
  const words = branches.map((branch) => branch.find(isOtherKind));
  const kinds = words.filter((word) => word !== undefined && word.code === "invalid_value");
  const keys = new Set(kinds.map((word) => word.path[0]!));
  const [key] = keys;
  if (key === undefined || keys.size > 1 || kinds.length < 2) return null;
  const found = valueAt(data, [...path, key]);
  // A branch without the word is meant where it has its own keys, and the word is not there.
  const others = branches.filter((_, i) => words[i] === undefined);
  if (others.some((branch) => found !== undefined && !branch.some(isUnknown(key)))) return null;
  if (others.some((branch) => found === undefined && !branch.some(isMissing(path, data)))) return null;
  const names = kinds.flatMap(({ values }) => values.map(String));
  const near = typeof found === "string" ? nearestName(found, names) : null;
  const all = `one of ${names.join(", ")}`;
  if (found === undefined)
    return {
      path,
      part: "value",
      message: expectation(`${String(key)}, ${all}`, found, `add the key ${String(key)}`),
    };
  const hint = near === null ? "write one of these" : `did you mean ${near}?`;
  return { path: [...path, key], part: "value", message: expectation(all, found, hint) };
};

const isUnknown =
  (key: PropertyKey) =>
  (issue: z.core.$ZodIssue): boolean =>
    issue.code === "unrecognized_keys" && issue.keys.includes(String(key));

/** A key that a branch asks for and the mapping has not. */
const isMissing =
  (path: Path, data: unknown) =>
  (issue: z.core.$ZodIssue): boolean =>
    issue.path.length === 1 && valueAt(data, [...path, ...issue.path]) === undefined;

/** A value as YAML shows it, shortened. */
export const shown = (value: unknown): string => {
  const text = flow(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
};

/** `network.sizes[1]` */
export const pathText = (path: Path): string =>
  path
    .map((key, depth) => (typeof key === "number" ? `[${key}]` : `${depth > 0 ? "." : ""}${String(key)}`))
    .join("");

const unknownKey = (key: string, path: Path, schema: z.core.$ZodType, data: unknown): string => {
  const known = keysAt(schema, path, valueAt(data, path));
  // An entry of a list has its own keys; those of that name elsewhere are about something else.
  const elsewhere = path.some((part) => typeof part === "number") ? [] : pathsTo(schema, key);
  const candidates = [nearestName(key, known), elsewhere[0] ?? null].filter((name) => name !== null);
  if (candidates.length > 0) return `unknown key; did you mean ${candidates.join(" or ")}?`;
  return `unknown key; the keys ${path.length === 0 ? "of this config" : `of ${pathText(path)}`} are ${known.join(", ")}`;
};

const expected = (issue: z.core.$ZodIssue, found: unknown): string => {
  switch (issue.code) {
    case "invalid_type":
      if (typeof found === "number" && !Number.isFinite(found)) return "a finite number";
      return typeNames[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map((value) => String(value)).join(", ")}`;
    case "too_small":
      return limit(issue.origin, issue.minimum, issue.inclusive === true ? "at least" : "above");
    case "too_big":
      return limit(issue.origin, issue.maximum, issue.inclusive === true ? "at most" : "below");
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_union":
      return [
        ...new Set(issue.errors.map((branch) => expected(branch.find(isOtherType) ?? branch[0]!, found))),
      ].join(" or ");
    default:
      return "another value";
  }
};

const typeNames: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "a mapping of keys to values",
};

const limit = (origin: string, bound: number | bigint, relation: string): string => {
  if (origin === "array")
    return `a list of ${relation} ${bound} ${Number(bound) === 1 ? "entry" : "entries"}`;
  if (origin === "string")
    return `text of ${relation} ${bound} ${Number(bound) === 1 ? "character" : "characters"}`;
  return `a number ${relation.startsWith("at") ? "of " : ""}${relation} ${bound}`;
};

const remedy = (issue: z.core.$ZodIssue, found: unknown, path: Path, field: Field | null): string => {
  const key = pathText(path.slice(-1));
  const example = field?.example ?? field?.fallback;
  if (found === undefined) {
    return example === undefined ? `add the key ${key}` : `add for example \`${key}: ${unquoted(example)}\``;
  }
  if (issue.code === "invalid_union" && typeof found === "string") {
    const near = nearestName(found, namesOf(issue.errors));
    if (near !== null) return `did you mean ${near}?`;
  }
  if (issue.code === "invalid_value") {
    const near = typeof found === "string" ? nearestName(found, issue.values.map(String)) : null;
    if (near !== null) return `did you mean ${near}?`;
  }
  if (issue.code === "invalid_type") {
    if (issue.expected === "object") return "write its keys below it, indented, or leave it out";
    if (typeof found === "string" && found.trim() !== "" && Number.isFinite(Number(found)))
      return "remove the quotes";
  }
  if (field?.fallback !== undefined) return `leave it out for the default, ${unquoted(field.fallback)}`;
  if (example !== undefined) return `write for example \`${key}: ${unquoted(example)}\``;
  return generalRemedies[issue.code] ?? "write one";
};

/** The names that branches of a union have for the value itself. */
const namesOf = (branches: readonly z.core.$ZodIssue[][]): string[] =>
  branches
    .flat()
    .flatMap((issue) =>
      issue.code === "invalid_value" && issue.path.length === 0 ? issue.values.map(String) : [],
    );

const generalRemedies: Readonly<Record<string, string>> = {
  invalid_value: "write one of these",
  too_small: "write a larger one",
  too_big: "write a smaller one",
};

const unquoted = (value: unknown): string => (typeof value === "string" ? value : shown(value));

const isOtherType = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");

export const flow = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  }
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(", ")}}`;
  }
  return String(value);
};
