import type { Value } from "../rows/row.ts";
import type { Column } from "../rows/table.ts";
import type { NumericAxis } from "./chart/numeric-axis.ts";

/** `λ`, or the field's name. */
export const plainName = (column: string): string => (column === "lambda" ? "λ" : column);

/** The title, in lines, of an axis along which a field's numbers lie. */
export const axisLabel = ({ column, paired }: NumericAxis): readonly string[] => {
  const name = axisNames[column] ?? capital(fieldInWords(column));
  return paired.length === 0 ? [name] : [name, `paired with ${paired.map(fieldInWords).join(" and ")}`];
};

const axisNames: Readonly<Record<string, string>> = {
  lambda: "Nudging strength λ",
  gamma: "Feedback strength γ",
  kappa: "Feedback strength κ",
};

const symbols: Readonly<Record<string, string>> = { lambda: "λ", gamma: "γ", kappa: "κ" };

/** A column or field as charts have it: `λ`, `inference step size`, `gradient distance`. */
export const fieldInWords = (column: string): string =>
  symbols[column] ??
  column
    .replaceAll(/[._]/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Gradient distance`, `Time (s)` */
export const measureLabel = ({ name, unit }: Column): string =>
  `${capital(fieldInWords(name))}${["", "dimensionless"].includes(unit) ? "" : ` (${unit})`}`;

/** A value as panels and legends show it; a missing one is a dash. */
export const valueText = (value: Value): string => (value === null ? "–" : String(value));

/** A value as the terminal shows it: points of a grid have twelve digits, which nobody reads. */
export const shortValue = (value: Value): string =>
  typeof value === "number" ? rounded(value, 6) : valueText(value);

/** A name such as `relu` speaks for itself, a number doesn't: `inference.stepSize 0.1`. */
export const namedValue = (column: string, value: Value): string =>
  isNumeric(value) ? `${plainName(column)} ${shortValue(value)}` : valueText(value);

/** A number, or text that reads as one, such as that of a layer. */
export const isNumeric = (value: Value): boolean =>
  typeof value === "number" || (value !== null && /^\d/.test(value));

/** `8 seeds`, `1 seed`. */
export const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Significant digits of a number down to the second of its spread; four at least, and twelve at most. */
export const digitsFor = (value: number, spread: number): number => {
  if (value === 0 || spread === 0) return 6;
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(Math.abs(spread))) + 2;
  return Math.min(12, Math.max(4, digits));
};

/** To so many significant digits, without trailing zeros: `0.00178`, `1.78e-4`. */
export const rounded = (value: number, digits: number): string => {
  const number = Number(value.toPrecision(digits));
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? number.toExponential() : String(number);
};
