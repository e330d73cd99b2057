import { exitCode, UserError } from "../../errors.ts";

/** Encoded, with the ending of a temporary file, a name still fits into the 255 bytes of a file's. */
const longest = 180;

/** What no file system of ours has trouble with, and no terminal: no control character, no override of direction. */
const forbidden = /[\p{C}\u2028\u2029\\:*?"<>|]/u;

/**
 * A result's name is its folder below the results: `fig3a`, `smoke/fig3a`. Returns it; throws `UserError` (usage) for one
 * that would lie elsewhere or can't be a file's, in words that begin with `origin`.
 */
export const requireResultName = (name: string, origin: string, remedy: string): string => {
  const problem = problemOf(name);
  if (problem === null) return name;
  throw new UserError(exitCode.usage, `${origin}: expected ${problem}; ${remedy}`);
};

const problemOf = (name: string): string | null => {
  const parts = name.split("/");
  const found = `found ${JSON.stringify(name.length <= 60 ? name : `${name.slice(0, 59)}…`)}`;
  if (parts.some((part) => part.trim() === "")) return `a result's name, ${found}`;
  if (parts.some((part) => part.startsWith(".") || part !== part.trim() || part.endsWith(".")))
    return `a result's name that neither begins nor ends with a dot or a space, ${found}`;
  if (forbidden.test(name))
    return `a result's name without \\ : * ? " < > | and control characters, ${found}`;
  const size = encodeURIComponent(name).length;
  if (size > longest)
    return `a result's name of at most ${longest} letters (one outside ASCII counts as several), found one of ${size}`;
  return null;
};

/**
 * What tells a changed config's result from that of the config as it stands, from the flags that changed it:
 * `steps=100`, `float32`, `sizes=784x64x10`.
 */
export const changedName = (
  name: string,
  changes: readonly { readonly path: readonly string[]; readonly value: unknown }[],
  hash: string,
): string => {
  const words = changes
    .map(({ path, value }) => wordOf(String(path.at(-1)), value))
    .filter((word) => word !== "");
  const readable = [name, ...words].join("-");
  const sound = readable.length <= name.length + 60 && problemOf(readable) === null;
  return sound ? readable : `${name}-${hash.slice(0, 8)}`;
};

const wordOf = (key: string, value: unknown): string => {
  const text = textOf(value).replaceAll(/[^\w.+@=-]+/g, "_");
  const plain = text.replaceAll(/^[_.]+|[_.]+$/g, "");
  // A name such as relu or float32 speaks for itself.
  return /^[a-z]/i.test(plain) &&
    !/^(true|false|null|auto)$/.test(plain) &&
    typeof value === "string" &&
    !/\d\.\./.test(plain)
    ? plain
    : `${key}=${plain}`;
};

/** A list as `784x64x10`, a table as `kappa=2,tau=1`. */
const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join("x");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, each]) => `${key}=${textOf(each)}`)
    .join(",");
};
