import type { Column, Value } from "../experiments/experiment.ts";
import type { NumericAxis } from "./chart-choice.ts";

/** `λ`, or the field's name. */
export function plainName(column: string): string {
  return column === "lambda" ? "λ" : column;
}

/** The title of an axis along which a field's numbers lie. */
export function axisLabel({ column, paired }: NumericAxis): string {
  const name = column === "lambda" ? "Nudging strength λ (dimensionless)" : column;
  return paired.length === 0 ? name : `${name}, paired with ${paired.join(" and ")}`;
}

/** `gradient distance (dimensionless)` */
export function measureLabel({ name, unit }: Column): string {
  return `${name.replaceAll("_", " ")} (${unit})`;
}

/** A value as tables, panels and legends show it; a missing one is a dash. */
export function valueText(value: Value): string {
  return value === null ? "–" : String(value);
}

/** A name such as `relu` speaks for itself, a number doesn't: `inference.stepSize 0.1`. */
export function namedValue(column: string, value: Value): string {
  return typeof value === "number" ? `${plainName(column)} ${value}` : valueText(value);
}

/** `8 seeds`, `1 seed`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** To so many significant digits, without trailing zeros: `0.000178`, `1.2e-7`. */
export function rounded(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}
