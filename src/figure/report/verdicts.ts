import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { exitCode, UserError } from "../../errors.ts";
import type { Verdict } from "../../report/page/content.ts";
import { numberText, type Window, windowText } from "../../verify/window.ts";

const window = z.union([
  z.object({ kind: z.literal("exactly"), value: z.number() }),
  z.object({ kind: z.literal("within"), value: z.number(), plusMinus: z.number() }),
  z.object({ kind: z.enum(["at most", "at least"]), bound: z.number() }),
]);

/** What a report takes from `verify.json`. */
const record = z.object({
  claims: z.array(
    z.object({
      id: z.string(),
      statement: z.string(),
      where: z.string(),
      condition: z.string(),
      verdict: z.string(),
      asDeclared: z.boolean(),
      parts: z.array(
        z.object({ name: z.string(), window, measured: z.number().nullable(), inside: z.boolean() }),
      ),
    }),
  ),
});

/** The verdicts that `ebm verify` left in the results, `--full` before the others; none where it never ran. */
export const readVerdicts = (out: string): readonly Verdict[] => {
  const file = ["verify-full", "verify"]
    .map((name) => join(out, name, `${name}.json`))
    .find((path) => existsSync(path));
  if (file === undefined) return [];
  const { success, data } = record.safeParse(parsed(file));
  if (!success) throw damaged(file);
  return data.claims.map(({ parts, ...claim }) => ({
    ...claim,
    parts: parts.map((part) => ({
      name: part.name,
      measured: part.measured === null ? "no number" : numberText(part.measured),
      window: windowText(part.window as Window),
      inside: part.inside,
    })),
  }));
};

const parsed = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw damaged(file);
  }
};

const damaged = (file: string) =>
  new UserError(
    exitCode.environment,
    `${file} is not what this version of \`ebm verify\` writes; run it again, or move the file away`,
  );
