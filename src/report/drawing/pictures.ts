import type { ChartSpecification } from "../../rows/chart.ts";
import { type ChartFiles, compileChart, drawChart, renderPng } from "./render.ts";

/** Pictures by the names of their files. */
export type Pictures = Readonly<Record<string, string | Uint8Array>>;

/** Draws a chart's pictures: here (`drawPictures`) or in a thread of its own (`openDrawing`). */
export type DrawPictures = (
  stem: string,
  specification: ChartSpecification,
  files: ChartFiles,
) => Promise<Pictures>;

/** What a thread that was asked for a chart's pictures answers. */
export type Drawn = { readonly pictures: Pictures } | { readonly error: string };

/**
 * The pictures of a chart by their names: `<stem>.svg`, and `<stem>.png`, which is drawn from it. What this module loads is what a
 * picture's bytes depend on beside the specification and its data: the part `drawing` of the program's identity (scripts/identity.mjs).
 */
export const drawPictures: DrawPictures = async (stem, specification, files) => {
  const svg = await drawChart(compileChart(specification), files);
  return { [`${stem}.svg`]: `${svg}\n`, [`${stem}.png`]: renderPng(svg) };
};
