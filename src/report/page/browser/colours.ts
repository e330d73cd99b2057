import { mapRecords, type Node } from "../../chart/specification.ts";

/** Each colour of the house on a dark page: as far from the ground as it is from white, and still apart from the others. */
const onDark: Readonly<Record<string, string>> = {
  "#000000": "#f2f2f2",
  "#1a1a1a": "#ececec",
  "#4d4d4d": "#b8b8b8",
  "#e6e6e6": "#3a3f45",
  "#00588a": "#4da6e0",
  "#d55e00": "#ff8a3c",
  "#009e73": "#2fc79b",
  "#cc79a7": "#e39bc3",
};

export const darkColour = (colour: string): string => onDark[colour.toLowerCase()] ?? colour;

/** A specification with the house's colours for a dark page. */
export const darkened = (vega: Node): Node =>
  mapRecords(vega, (part) =>
    Object.fromEntries(Object.entries(part).map(([key, value]) => [key, darkValue(value)])),
  ) as Node;

const darkValue = (value: unknown): unknown => {
  if (typeof value === "string") return darkColour(value);
  return Array.isArray(value) ? value.map((one) => (typeof one === "string" ? darkColour(one) : one)) : value;
};
