import { readFileSync } from "node:fs";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { exitCode, UserError } from "../errors.ts";
import type { Path } from "./path.ts";

/** Where a value was written. Locations sort by `layer` (the file, then each override), then by `offset` in it. */
export interface Location {
  /** `file:line:column`, or the flag that set the value. */
  readonly text: string;
  readonly layer: number;
  readonly offset: number;
}

export interface ConfigSource {
  /** The file as the user named it. */
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The place of a value or of its key; of the nearest mapping around it if the path isn't there. */
  readonly locate: (path: Path, part: "key" | "value") => Location;
}

/** Mistakes in the syntax that are told at once: one alone may be found again at each of a thousand levels. */
const mostTold = 10;

/** Reads a YAML or JSON file. Throws `UserError` (usage) with the positions of the first mistakes in its syntax. */
export const readSource = (file: string): ConfigSource => parseSource(readText(file), file);

/** Reads YAML 1.2 (of which JSON is a part) from text; `name` stands for the file in messages. */
export const parseSource = (text: string, name: string): ConfigSource => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const locate = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { text: `${name}:${line}:${col}`, layer: 0, offset };
  };
  const problems = syntaxProblems(document, text);
  if (problems.length > 0) {
    const told = problems
      .slice(0, mostTold)
      .map(({ offset, message }) => `${locate(offset).text}: ${message}`);
    const others = problems.length - told.length;
    throw usage([...told, ...(others > 0 ? [`${name}: and ${others} more`] : [])].join("\n"));
  }
  if (document.contents === null) {
    throw usage(
      `${name}: expected a config, found an empty file; begin with \`experiment: <name>\` (see \`ebm list\`)`,
    );
  }
  if (!isMap(document.contents)) {
    const where = locate(document.contents.range?.[0] ?? 0).text;
    const found = isSeq(document.contents) ? "a list" : "a single value";
    throw usage(`${where}: expected \`key: value\` lines, found ${found}; begin with \`experiment: <name>\``);
  }
  return {
    name,
    data: document.toJS() as Record<string, unknown>,
    locate: (path, part) => locate(offsetOf(document, path, part)),
  };
};

/** A config that a program made: no file, so a place in it is its name. Throws `UserError` (usage) for what is no mapping. */
export const valueSource = (data: unknown, name: string): ConfigSource => {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw usage(`${name}: expected an object with the fields of a config, found ${typeof data}`);
  }
  return {
    name,
    data: data as Readonly<Record<string, unknown>>,
    locate: () => ({ text: name, layer: 0, offset: 0 }),
  };
};

/** Parses the value of an override; the result's message has no position. Throws `UserError` (usage). */
export const parseValue = (text: string, name: string): unknown => {
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
  const [problem] = syntaxProblems(document, text);
  if (problem !== undefined) throw usage(`${name}: ${problem.message}`);
  if (document.comment !== null || (document.contents?.comment ?? null) !== null) {
    throw usage(
      `${name}: expected a value, found a comment that begins with #; put the value in quotes inside the shell's quotes`,
    );
  }
  return document.toJS();
};

interface Problem {
  readonly offset: number;
  readonly message: string;
}

const syntaxProblems = (document: Document.Parsed, text: string): Problem[] => {
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: syntaxMessage(error, text),
  }));
  const report = (node: unknown, message: string) =>
    problems.push({ offset: offsetOfNode(node) ?? 0, message });
  visit(document, {
    Alias: (_key, node) => {
      report(node, `expected a value, found the alias *${node.source}; write the value out`);
    },
    Pair: (_key, { key }) => {
      if (isScalar(key) && key.value !== null) return;
      report(
        key,
        "expected a name before the colon, found a list, a mapping or nothing; write the key's name",
      );
    },
  });
  return problems.sort((a, b) => a.offset - b.offset);
};

const syntaxMessage = (error: YAMLError, text: string): string => {
  if (error.code === "DUPLICATE_KEY") {
    const [, quoted, plain] = /^(?:["']([^"'\n]*)["']|([^\s:]+))/.exec(text.slice(error.pos[0])) ?? [];
    return `expected each key once, found "${quoted ?? plain ?? ""}" a second time; keep one of them`;
  }
  if (error.code === "MULTIPLE_DOCS") {
    return "expected one config in a file, found a second after `---`; give it a file of its own";
  }
  if (error.code === "TAB_AS_INDENT")
    return "expected spaces at the start of the line, found a tab; use spaces";
  const problem = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return `expected YAML or JSON, found a mistake in the syntax (${problem}); check brackets, quotes and indentation`;
};

/** The text of a config file. Throws `UserError` (usage). */
export const readText = (file: string): string => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw usage(`${file}: ${readProblem(error as NodeJS.ErrnoException)}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw usage(
      `${file}: expected YAML or JSON in UTF-8, found other bytes; name a config file, or save it as UTF-8`,
    );
  }
};

const readProblem = (error: NodeJS.ErrnoException): string => {
  if (error.code === "ENOENT")
    return "expected a config file, found none; check the path, or see `ebm list` for the figures";
  if (error.code === "EISDIR")
    return "expected a config file, found a folder; name a .yaml or .json file in it";
  return `expected a readable config file, found: ${error.message}; check its permissions`;
};

const offsetOf = (document: Document.Parsed, path: Path, part: "key" | "value"): number => {
  let node: unknown = document.contents;
  let offset = offsetOfNode(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    let keyOffset: number | undefined;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) return offset;
      keyOffset = offsetOfNode(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
    } else {
      return offset;
    }
    const last = depth === path.length - 1;
    offset = (last && part === "key" ? keyOffset : offsetOfNode(node)) ?? keyOffset ?? offset;
  }
  return offset;
};

const offsetOfNode = (node: unknown): number | undefined =>
  (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];

const usage = (message: string): UserError => new UserError(exitCode.usage, message);
