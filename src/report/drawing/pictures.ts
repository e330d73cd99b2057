import type { ChartSpecification } from "../../rows/chart.ts";
import type { SmallFiles } from "../result/result-folder.ts";
import { type ChartFiles, compileChart, drawChart, renderPng } from "./render.ts";

/** Draws a chart's pictures: here (`drawPictures`) or in a thread of its own (`openDrawing`). */
export type DrawPictures = (
  stem: string,
  specification: ChartSpecification,
  files: ChartFiles,
) => Promise<SmallFiles>;

/** What a thread that was asked for a chart's pictures answers. */
export type DrawingAnswer = { readonly pictures: SmallFiles } | { readonly error: string };

/**
 * The pictures of a chart by their names: `<stem>.svg`, and `<stem>.png`, which is drawn from it. What this module loads is what a
 * picture's bytes depend on beside the specification and its data: the part `drawing` of the program's identity (scripts/identity.mjs).
 */
export const drawPictures: DrawPictures = async (stem, specification, files) => {
  const svg = await drawChart(compileChart(specification), files);
  return { [`${stem}.svg`]: `${svg}\n`, [`${stem}.png`]: renderPng(svg) };
};

/** The pictures that a thread is asked for, or why there are none: an error keeps its message alone on its way between threads. */
export const answerWithPictures = async (chart: Parameters<DrawPictures>): Promise<DrawingAnswer> => {
  try {
    return { pictures: await drawPictures(...chart) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};
