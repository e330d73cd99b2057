import type { JudgedPart, Judgement } from "../judge.ts";
import { byPaper, papers, shortPaper } from "../papers.ts";
import { numberText, windowText } from "../window.ts";
import { declarationText, tallyText, verdictText } from "./wording.ts";

/** The pages of a result by file name: the table of all verdicts, and for each paper its claims with all that was declared and measured. */
export const pages = (
  name: string,
  judgements: readonly Judgement[],
  command: string,
): Readonly<Record<string, string>> => ({
  [`${name}.md`]: overview(judgements, command),
  ...Object.fromEntries(
    byPaper(judgements, ({ claim }) => claim.paper).map(({ paper, members }) => [
      `${paper}.md`,
      pageText([
        `# ${papers[paper]}`,
        `\`${command}\`: ${tallyText(members)}; ${declarationText(members)}.`,
        verdictTable(members, ""),
        ...members.map(section),
      ]),
    ]),
  ),
});

const overview = (judgements: readonly Judgement[], command: string): string =>
  pageText([
    "# Claims of the theory, measured",
    `\`${command}\`: ${tallyText(judgements)}; ${declarationText(judgements)}.`,
    "Windows are data in `src/verify/claims/`, one folder a paper and one file a claim; a run compares with them and can't move them. Orders and " +
      "exactness are the theory's. The ranges of λ, γ and κ were chosen on measured curves, between rounding and the end of " +
      "the expansion, and bounds of controls are conventions; a claim whose own window was written with numbers in sight says so.",
    "A claim *holds* if all its numbers lie in their windows as it is stated, *holds under a stronger condition* if they do so " +
      "under that condition alone, and is *undecided* if a check of the measurement itself fails. Of several networks " +
      "the one that fits worst counts, unless a mean is named. Where the table says *after*, the paper doesn't make the claim " +
      "itself: it follows on that place.",
    ...byPaper(judgements, ({ claim }) => claim.paper).flatMap(({ paper, members }) => [
      `## [${shortPaper(paper)}](${paper}.md)`,
      verdictTable(members, `${paper}.md`),
    ]),
  ]);

const pageText = (blocks: readonly string[]): string => `${blocks.join("\n\n")}\n`;

/** One row a number that decides; the claim links to its section in a file. */
const verdictTable = (judgements: readonly Judgement[], file: string): string =>
  table(
    ["claim", "in the paper", "measured", "window", "verdict"],
    judgements.flatMap((judgement) => {
      const { claim, parts } = judgement;
      const deciding = parts.filter(({ role }) => role !== "check");
      return deciding.map((part, at) => [
        at === 0 ? `[${claim.id}](${file}#${claim.id})` : "",
        at === 0 ? claim.where : "",
        `${strongerMark(part)}${part.name}: **${numberText(part.measured)}**`,
        `${windowText(part.window)}${part.inside ? "" : " (outside)"}`,
        at === 0 ? verdictText(judgement) : "",
      ]);
    }),
  );

const strongerMark = ({ role }: JudgedPart) => (role === "stronger" ? "under the condition, " : "");

const section = (judgement: Judgement): string => {
  const { claim, parts, asDeclared } = judgement;
  const declared = asDeclared ? "as declared" : `declared: ${claim.expected}`;
  return [
    `## ${claim.id}`,
    `${claim.statement} **Verdict: ${verdictText(judgement)}** (${declared}).`,
    [
      `- Equation: ${claim.equation}`,
      `- In the paper: ${claim.where}. Source: ${claim.source}.`,
      `- Measured on: ${claim.conditions}.`,
    ].join("\n"),
    table(
      ["what", "role", "measured", "window", "inside"],
      parts.map(({ name, role, measured, window, inside }) => [
        name,
        role,
        numberText(measured),
        windowText(window),
        inside ? "yes" : "**no**",
      ]),
    ),
    ...(claim.note === "" ? [] : [claim.note]),
  ].join("\n\n");
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.map(withoutBars).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
};

const withoutBars = (text: string) => text.replaceAll("|", "\\|");
