import { summaryText } from "../../report/text/summary-text.ts";
import { alignedRows, wrap } from "../../report/text/wrap.ts";
import { duration } from "../../run/progress.ts";
import { countText } from "../../sweep/wording.ts";
import { divergenceText } from "./divergence.ts";
import type { FigureResult } from "./figure-result.ts";

/** What became of a figure, for people: its findings and the small plot, then where its numbers come from. */
export const figureText = (result: FigureResult, width: number): string => {
  const { name, figure, question, folder, state, summary } = result;
  const heading = `${figure === "" ? name : `${figure}, ${name}`}: ${folder}`;
  if (state === "partial" || summary === null) {
    return `\n${heading}\n${alignedRows([["cells", cellsText(result)]], width)}`;
  }
  const facts = [
    ["numbers", numbersText(result)],
    ["cells", cellsText(result)],
    ["samples", outcomesText(result)],
    ["diverged", divergenceText(result.divergence)],
  ].filter(([, text]) => text !== "");
  const parts = [
    heading,
    wrap(question, width),
    "",
    summaryText(summary, width).trimEnd(),
    "",
    alignedRows(facts as string[][], width),
    ...[...result.differences, ...misrecordedText(result)].map((text) => text.replaceAll(/^/gm, "  ")),
  ];
  return `\n${parts.join("\n")}`;
};

const misrecordedText = ({ misrecorded }: FigureResult): readonly string[] =>
  misrecorded.length === 0
    ? []
    : ["what the folder said of its origin was not so; it is written anew:", ...misrecorded];

/** A figure whose numbers are there and whose chart is not. */
export const undrawnText = ({ name, folder, undrawn }: FigureResult): string =>
  `${name}: its numbers are in ${folder}, but its chart could not be drawn (${undrawn})`;

/** A figure that is not whole: what failed, and what stands where. */
export const partialText = ({ name, folder, failed, cells }: FigureResult): string => {
  const total = failed.length + cells.computed + cells.reused;
  return `${name}: ${failed.length} of ${countText(total, "cell")} failed, so its result is not written; what finished is in ${folder}, and is kept for the next run`;
};

const numbersText = ({ numbers }: FigureResult) =>
  ({ new: "new", unchanged: "the same as before, to the last digit", changed: "CHANGED" })[numbers ?? "new"];

const cellsText = ({ cells, seconds, failed }: FigureResult): string => {
  const failures = failed.length > 0 ? `${failed.length} failed, ` : "";
  const finished = cells.computed + cells.reused;
  return `${failures}${finished} finished${keptText(cells.reused)}; ${duration(seconds)} of computing`;
};

/** `, 12 of them before`; nothing for none. */
export const keptText = (count: number): string => (count === 0 ? "" : `, ${count} of them before`);

const outcomesText = ({ outcomes }: FigureResult): string =>
  Object.entries(outcomes)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ");
