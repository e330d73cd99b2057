import { chartFigure } from "./chart-figure.ts";
import type { ReportedComparison } from "./content.ts";
import { html, type Markup } from "./html.ts";
import { packed } from "./packed.ts";
import { changesList } from "./result-section.ts";

/** Two results over one another: what differs in their configs, and in their numbers. */
export const comparisonSection = ({
  names,
  changes,
  summary,
  columns,
  rows,
  chart,
  csv,
}: ReportedComparison): Markup => html`<section class="part" id="comparison" aria-labelledby="comparison-title">
<h2 id="comparison-title">${names[0]} and ${names[1]}, over one another</h2>
<p>${summary}</p>
<script type="application/octet-stream" class="csv" data-result="comparison" data-file="comparison.csv">${packed(csv)}</script>
${chart === null ? null : chartFigure("comparison", chart)}
<h3>Configs</h3>
${changesList("comparison", changes, names[0], names[1], "The configs are the same.")}
<h3>Means that differ</h3>
${
  rows.length === 0
    ? html`<p>No mean differs.</p>`
    : html`<div class="scroll" role="region" tabindex="0" aria-label="Means that differ"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
}
</section>`;
