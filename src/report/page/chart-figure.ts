import type { ChartSpecification } from "../../rows/chart.ts";
import { isRecord } from "../chart/specification.ts";
import { html, jsonMarkup, type Markup } from "./html.ts";
import { pageChart } from "./interactive.ts";

/** What a chart says above itself, in words. */
export const chartText = ({
  title,
  usermeta,
}: ChartSpecification): { title: string; lines: readonly string[]; caption: string } => {
  const [text, subtitle] = isRecord(title) ? [title.text, title.subtitle] : [title, []];
  return {
    title: typeof text === "string" ? text : "",
    lines: Array.isArray(subtitle) ? subtitle.map(String) : [],
    caption: isRecord(usermeta) && typeof usermeta.caption === "string" ? usermeta.caption : "",
  };
};

/** The place of a live chart, its data beside it, and its settings as a caption. */
export const chartFigure = (name: string, chart: ChartSpecification): Markup => {
  const { lines, caption } = chartText(chart);
  const description = typeof chart.description === "string" ? chart.description : "";
  return html`<figure>
<script type="application/json" id="chart-${name}">${jsonMarkup({ name, chart: pageChart(chart), description })}</script>
<div class="chart" data-chart="${name}"><p class="quiet">The chart needs the page's script. ${description}</p></div>
<figcaption>${lines.map((line) => `${line.replace(/\.$/, "")}. `)}${caption}</figcaption>
</figure>`;
};
