import {
  type ChartFiles,
  type CompiledChart,
  compileChart,
  drawChart,
} from "../../src/report/drawing/render.ts";
import type { ChartSpecification } from "../../src/rows/chart.ts";

/** Draws charts as SVG, and compiles each once: tests draw the same one of many choices of rows. Throws for any warning. */
export const drawer = (): ((chart: ChartSpecification, files: ChartFiles) => Promise<string>) => {
  const compiled = new Map<string, CompiledChart>();
  return (chart, files) => {
    const text = JSON.stringify(chart);
    const known = compiled.get(text) ?? compileChart(chart);
    compiled.set(text, known);
    return drawChart(known, files);
  };
};
