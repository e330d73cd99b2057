import { exitCode, UserError } from "../../errors.ts";
import { collectErrors } from "./collect-errors.ts";

/** A field to be varied, its values as they were written: the text of a grid, or a list. */
export interface WrittenField {
  readonly path: string;
  readonly values: unknown;
  readonly origin: string;
}

/** What a sweep was asked to vary, before the schema has said what its fields hold. */
export interface WrittenSweep {
  readonly vary: readonly WrittenField[];
  /** Each has the fields whose values go in pairs. */
  readonly zip: readonly (readonly WrittenField[])[];
  readonly lambda: WrittenField | null;
  /** Seeds are the config's own list: they make cells, not points. */
  readonly seeds: WrittenField | null;
}

export interface SweepFlags {
  readonly lambda?: string | undefined;
  readonly vary: readonly string[];
  readonly zip: readonly string[];
  readonly seeds?: string | undefined;
}

const longestOrigin = 80;
const fieldPattern = String.raw`[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*`;
const wholeField = new RegExp(`^${fieldPattern}$`);
/** A comma begins the next field of a `--zip` if a name and "=" follow it; else it separates two values. */
const nextField = new RegExp(String.raw`,(?=\s*${fieldPattern}\s*=)`);

/** Reads the flags. Throws one `UserError` (usage) with every mistake. */
export const readSweepFlags = ({ lambda, vary, zip, seeds }: SweepFlags): WrittenSweep => {
  const named = (path: string, values: string | undefined): WrittenField | null =>
    values === undefined ? null : { path, values, origin: shorten(`--${path} ${values}`) };
  const readVary = (text: string) => {
    if (text.split(nextField).length === 1) return [readField(text, `--vary ${text}`, varyExample)];
    throw usage(
      `--vary ${text}`,
      `expected one field, found several; write --vary for each to have all combinations, or --zip ${text} for pairs`,
    );
  };
  const readZip = (text: string) => {
    const fields = text.split(nextField).map((part) => readField(part, `--zip ${text}`, zipExample));
    if (fields.some(({ values }) => String(values).includes("="))) {
      throw usage(
        `--zip ${text}`,
        `expected a comma before each field, found another sign; write ${zipExample}`,
      );
    }
    if (fields.length > 1) return fields;
    throw usage(
      `--zip ${text}`,
      `expected at least two fields, whose values go in pairs, found one; write ${zipExample}, or --vary ${text}`,
    );
  };
  const read = collectErrors(
    [...vary.map((text) => () => readVary(text)), ...zip.map((text) => () => readZip(text))],
    (step) => step(),
  );
  return {
    vary: read.slice(0, vary.length).flat(),
    zip: read.slice(vary.length),
    lambda: named("lambda", lambda),
    seeds: named("seeds", seeds),
  };
};

const varyExample = "--vary inference.stepSize=0.05,0.1";
export const zipExample = "--zip inference.stepSize=0.1,0.3,inference.steps=150,50";

const readField = (text: string, flag: string, example: string): WrittenField => {
  const equals = text.indexOf("=");
  if (equals < 0) throw usage(flag, `expected field=values, found no "="; write it as in ${example}`);
  const path = text.slice(0, equals).trim();
  if (!wholeField.test(path)) {
    throw usage(flag, `expected a field's name before the "=", found "${path}"; write it as in ${example}`);
  }
  return { path, values: text.slice(equals + 1), origin: shorten(flag) };
};

/** The file's sweep with the flags' in it: a flag takes the place of what the file says of the same field. */
export const mergeSweeps = (file: WrittenSweep, flags: WrittenSweep): WrittenSweep => {
  const given = [...flags.vary, ...flags.zip.flat(), ...(flags.lambda === null ? [] : [flags.lambda])];
  const replaced = (field: WrittenField) => given.find(({ path }) => path === field.path);
  for (const pair of file.zip) {
    for (const field of pair) {
      const flag = replaced(field);
      if (flag === undefined) continue;
      const others = pair.filter((other) => other !== field).map(({ path }) => path);
      throw usage(
        flag.origin,
        `expected a field that the file doesn't pair with another, found ${field.path}, which ${field.origin} pairs with ${others.join(" and ")}; give the pair with --zip in a file without it`,
      );
    }
  }
  const keep = (field: WrittenField) => replaced(field) === undefined;
  return {
    vary: [...file.vary.filter(keep), ...flags.vary],
    zip: [...file.zip, ...flags.zip],
    lambda: flags.lambda ?? (file.lambda !== null && keep(file.lambda) ? file.lambda : null),
    seeds: flags.seeds ?? file.seeds,
  };
};

const shorten = (text: string): string =>
  text.length <= longestOrigin ? text : `${text.slice(0, longestOrigin - 1)}…`;

const usage = (origin: string, problem: string): UserError =>
  new UserError(exitCode.usage, `${shorten(origin)}: ${problem}`);
