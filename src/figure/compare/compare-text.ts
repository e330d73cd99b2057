import { writtenLayers } from "../../network/description/written.ts";
import { textTable } from "../../report/text/text-table.ts";
import { alignedRows, wrap } from "../../report/text/wrap.ts";
import { type MeanDifference, standardErrorsOf } from "../../sweep/compare/compare-numbers.ts";
import { countText, digitsFor, namedValue, rounded } from "../../sweep/wording.ts";
import type { ResultComparison } from "./compare-results.ts";

const mostShown = 20;
const longestList = 6;
/** Chance alone takes one mean in twenty beyond this. */
const certain = 2;

/** A comparison for people. */
export const compareText = (comparison: ResultComparison, width: number): string => {
  const { folders, config, differences } = comparison;
  const fields = config.map(({ path, values }) => [path, values.map(fieldText).join("  →  ")]);
  const shown = differences.slice(0, mostShown);
  const { keys } = comparison;
  const rest = differences.length - shown.length;
  return [
    `${folders[0]}  →  ${folders[1]}`,
    "",
    fields.length === 0
      ? "config: the same"
      : `config: ${countText(fields.length, "field")} ${fields.length === 1 ? "differs" : "differ"}`,
    ...(fields.length === 0 ? [] : [alignedRows(fields, width)]),
    "",
    wrap(countsText(comparison), width),
    ...(shown.length === 0
      ? []
      : [textTable({ columns, rows: shown.map((each) => differenceRow(each, keys)) }, width, "with --json")]),
    ...(rest > 0 ? [`  … and ${rest} more; --json has them all`] : []),
  ].join("\n");
};

const countsText = ({ compared, only, differences }: ResultComparison): string => {
  const beyond = differences.filter((difference) => (standardErrorsOf(difference) ?? 0) >= certain).length;
  const paired = differences.some((difference) => difference.paired);
  const alone = only.map((count, side) =>
    count === 0 ? "" : `${countText(count, "group")} only in the ${["first", "second"][side]}`,
  );
  const facts = [
    `numbers: ${compared === 0 ? "no mean that both have" : `${differences.length} of ${countText(compared, "mean")} differ`}`,
    ...(differences.length === 0 ? [] : [`${beyond} by ${certain} standard errors or more`]),
    ...(paired ? ["compared seed by seed"] : []),
    ...alone.filter((text) => text !== ""),
  ];
  return facts.join(", ");
};

const columns = ["at", "measure", "difference", "std errors", "first", "second", "n"];

const differenceRow = (each: MeanDifference, keys: readonly string[]): string[] => {
  const { measure, means, counts, difference, standardError } = each;
  const n = counts[0] === counts[1] ? String(counts[0]) : counts.join(", ");
  const signed = `${difference > 0 ? "+" : "−"}${rounded(Math.abs(difference), 3)}`;
  const inErrors = standardErrorsOf(each);
  const errors = inErrors !== null ? rounded(inErrors, 3) : standardError === 0 ? "all alike" : "–";
  const [first, second] = means.map((mean) => rounded(mean, digitsFor(mean, difference))) as [string, string];
  return [placeText(each, keys), measure, signed, errors, first, second, n];
};

/** Where a mean was taken, by what isn't the same everywhere. */
const placeText = ({ at }: MeanDifference, keys: readonly string[]): string =>
  keys.map((name) => namedValue(name, at[name] ?? null)).join(", ") || "everywhere";

const fieldText = (value: unknown): string => {
  if (value === undefined) return "absent";
  const layers = writtenLayers(value);
  if (layers !== null) return layers;
  if (Array.isArray(value) && value.length > longestList) {
    return `${value.slice(0, 2).join(", ")} … ${String(value.at(-1))} (${value.length} values)`;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
};
