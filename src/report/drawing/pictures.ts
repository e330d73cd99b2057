import type { ChartSpecification } from "../../rows/chart.ts";
import { type ChartFiles, compileChart, drawChart, renderPng } from "./render.ts";

/**
 * The pictures of a chart by their names: `<stem>.svg`, and `<stem>.png`, which is drawn from it. What this module loads is what a
 * picture's bytes depend on beside the specification and its data: the part `drawing` of the program's identity (scripts/identity.mjs).
 */
export const drawPictures = async (
  stem: string,
  specification: ChartSpecification,
  files: ChartFiles,
): Promise<Readonly<Record<string, string | Uint8Array>>> => {
  const svg = await drawChart(compileChart(specification), files);
  return { [`${stem}.svg`]: `${svg}\n`, [`${stem}.png`]: renderPng(svg) };
};
