import type { Value } from "../rows/row.ts";
import type { Column } from "../rows/table.ts";
import type { NumericAxis } from "./chart-choice.ts";

/** `λ`, or the field's name. */
export function plainName(column: string): string {
  return column === "lambda" ? "λ" : column;
}

/** The title, in lines, of an axis along which a field's numbers lie. */
export function axisLabel({ column, paired }: NumericAxis): readonly string[] {
  const name = column === "lambda" ? "Nudging strength λ" : column;
  return paired.length === 0 ? [name] : [name, `paired with ${paired.join(" and ")}`];
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `gradient distance (dimensionless)` */
export function measureLabel({ name, unit }: Column): string {
  return `${name.replaceAll("_", " ")} (${unit})`;
}

/** A value as panels and legends show it; a missing one is a dash. */
export function valueText(value: Value): string {
  return value === null ? "–" : String(value);
}

/** A value as the terminal shows it: points of a grid have twelve digits, which nobody reads. */
export function shortValue(value: Value): string {
  return typeof value === "number" ? rounded(value, 6) : valueText(value);
}

/** A name such as `relu` speaks for itself, a number doesn't: `inference.stepSize 0.1`. */
export function namedValue(column: string, value: Value): string {
  return isNumeric(value) ? `${plainName(column)} ${shortValue(value)}` : valueText(value);
}

/** A number, or text that reads as one, such as that of a layer. */
export function isNumeric(value: Value): boolean {
  return typeof value === "number" || (value !== null && /^\d/.test(value));
}

/** `8 seeds`, `1 seed`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Significant digits of a number down to the second of its spread; four at least, and twelve at most. */
export function digitsFor(value: number, spread: number): number {
  if (value === 0 || spread === 0) return 6;
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(Math.abs(spread))) + 2;
  return Math.min(12, Math.max(4, digits));
}

/** To so many significant digits, without trailing zeros: `0.00178`, `1.78e-4`. */
export function rounded(value: number, digits: number): string {
  const number = Number(value.toPrecision(digits));
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? number.toExponential() : String(number);
}
