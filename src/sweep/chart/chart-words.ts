import type { View } from "../view.ts";
import { capital, fieldInWords, valueText } from "../wording.ts";
import type { Category } from "./category.ts";
import type { ChartChoice } from "./chart-choice.ts";

/** `Gradient distance against λ` */
export const chartTitle = ({ kind, axes, places }: ChartChoice, { measure }: View): string => {
  const against =
    kind === "dots"
      ? (places?.columns.map(fieldInWords) ?? [])
      : axes.map(({ column }) => fieldInWords(column));
  const name = fieldInWords(measure.name);
  return capital(against.length === 0 ? name : `${name} against ${against.join(" and ")}`);
};

/** What a person who can't see the chart needs to know. */
export const chartDescription = (
  { kind, axes, places, colour, panels }: ChartChoice,
  { measure }: View,
  facts: string,
): string => {
  const [across, upward] = axes.map(
    ({ column, values, scale }) =>
      `${fieldInWords(column)} from ${values[0]} to ${values.at(-1)}${scale === "log" ? ", logarithmic" : ""}`,
  );
  const categoryWords = ({ columns, values }: Category) =>
    `${columns.map(fieldInWords).join(" and ")} (${values.map(valueText).join(", ")})`;
  const drawn = {
    line: `Line chart. Across: ${across}. Up: ${fieldInWords(measure.name)}.`,
    heat: `Heat map. Across: ${across}. Up: ${upward}. Colour: ${fieldInWords(measure.name)}.`,
    dots: `Dots with bars.${places === null ? "" : ` Across: ${categoryWords(places)}.`} Up: ${fieldInWords(measure.name)}.`,
  }[kind];
  return [
    `${drawn} ${capital(fieldInWords(measure.name))} is: ${measure.meaning}. ${capital(facts)}.`,
    ...(colour === null ? [] : [`A colour for each ${categoryWords(colour)}.`]),
    ...(panels.length === 0 ? [] : [`A panel for each ${panels.map(categoryWords).join(" and ")}.`]),
  ].join(" ");
};
