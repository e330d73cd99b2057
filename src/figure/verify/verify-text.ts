import { textColumns } from "../../report/text/text-columns.ts";
import { wrap } from "../../report/text/wrap.ts";
import type { Claim } from "../../verify/claim.ts";
import type { JudgedPart, Judgement } from "../../verify/judge.ts";
import { byPaper, papers } from "../../verify/papers.ts";
import { numberText, windowText } from "../../verify/window.ts";

const idColumns = 29;
const whereColumns = 24;
const nameColumns = 56;
const measuredColumns = 11;
const windowColumns = 17;

const padded = (text: string, columns: number) => text + " ".repeat(Math.max(0, columns - textColumns(text)));

/** The heading of the table that `claimText` continues. */
export const headingText = (): string =>
  [
    `  ${padded("claim", idColumns)}${padded("in the paper", whereColumns)}verdict`,
    `      ${padded("what was measured", nameColumns)}${padded("number", measuredColumns)}declared window`,
  ].join("\n");

/** A claim's lines: where the paper has it, its verdict, and what decided it. Checks are shown where they fail. */
export const claimText = (judgement: Judgement, width: number): string => {
  const { claim, parts, verdict, asDeclared } = judgement;
  const declared = asDeclared ? "" : ` (declared: ${claim.expected})`;
  const stated = parts.filter(({ role }) => role === "stated");
  const stronger = parts.filter(({ role }) => role === "stronger");
  const failed = parts.filter(({ role, inside }) => role === "check" && !inside);
  return [
    `${asDeclared ? "✓" : "✗"} ${padded(claim.id, idColumns)}${padded(claim.where, whereColumns)}${verdict}${declared}`,
    ...stated.map(partText),
    ...(stronger.length > 0
      ? [wrap(`if ${claim.condition}:`, width, "      "), ...stronger.map(partText)]
      : []),
    ...(failed.length > 0 ? ["      checks of the measurement:", ...failed.map(partText)] : []),
  ].join("\n");
};

const partText = ({ name, measured, window, inside }: JudgedPart): string => {
  const number = padded(numberText(measured), measuredColumns);
  const line = `      ${padded(`${name} `, nameColumns)}${number}${padded(windowText(window), windowColumns)}`;
  return `${line}${inside ? "" : "outside"}`.trimEnd();
};

/** The claims before anything is measured, by paper. */
export const listText = (claims: readonly Claim[], width: number): string =>
  byPaper(claims, ({ paper }) => paper)
    .map(({ paper, members }) =>
      [wrap(`${paper}: ${papers[paper]}`, width), ...members.map((claim) => claimListed(claim, width))].join(
        "\n",
      ),
    )
    .join("\n\n");

const claimListed = (
  { id, where, equation, scale, statement, source, expected, condition }: Claim,
  width: number,
): string => {
  const full = scale === "full" ? "  (with --full)" : "";
  const under = condition === "" ? "" : `: ${condition}`;
  return [
    `  ${id}  ${where}${full}`,
    wrap(statement, width, "      "),
    wrap(equation, width, "      "),
    wrap(`source: ${source}`, width, "      "),
    wrap(`declared: ${expected}${under}`, width, "      "),
  ].join("\n");
};
