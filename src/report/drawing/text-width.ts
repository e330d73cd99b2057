import { Resvg } from "@resvg/resvg-js";
import { fontFamily } from "../chart/theme.ts";
import { fontOptions } from "./fonts.ts";

const measuredSize = 100;
// One per process: Vega asks one function for the widths of all charts, and what it answers for a text is always the same.
const widths = new Map<string, number>();
// One per process: the widths of the two bars that stand around what is measured, by their weight.
const bars = new Map<string, number>();

/**
 * The width of a line of text in pixels in the charts' font, as the PNG renderer sets it.
 *
 * Vega without a canvas takes each letter for 0.8 of the font size, which tears gaps into titles and legends.
 */
export const textWidth = (text: string, fontSize: number, bold: "bold" | "normal"): number => {
  const key = `${bold} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    // The extent of ink leaves out the space around it, which the two bars make part of it.
    const around = bars.get(bold) ?? inkWidth("||", bold);
    bars.set(bold, around);
    width = inkWidth(`|${text}|`, bold) - around;
    widths.set(key, width);
  }
  return (width * fontSize) / measuredSize;
};

const inkWidth = (text: string, weight: "bold" | "normal"): number => {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text font-family="${fontFamily}" ` +
    `font-weight="${weight}" font-size="${measuredSize}">${escaped}</text></svg>`;
  return new Resvg(svg, { font: fontOptions() }).getBBox()?.width ?? 0;
};
