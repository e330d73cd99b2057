import { columnsInRuns } from "../../rows/columns-in-runs.ts";
import { chartFigure, chartText } from "./chart-figure.ts";
import type { ChangedField, ReportedResult, ReportedTable } from "./content.ts";
import { html, type Markup } from "./html.ts";
import { packed } from "./packed.ts";
import { verdictTable } from "./verdict-table.ts";

/** A figure or sweep: its question, chart, findings, outcomes, tables, config, command, provenance and verdicts. */
export const resultSection = (result: ReportedResult): Markup => {
  const { name, figure, question, findings, outcomes, tables, verdicts } = result;
  return html`<section class="result" id="result-${name}" aria-labelledby="title-${name}">
<h2 id="title-${name}">${figure === "" ? null : `${figure}: `}${chartText(result.chart).title || name}</h2>
<p class="question">${question}</p>
${tables.map((table) => packedTable(name, table))}
${chartFigure(name, result.chart)}
${
  findings.length === 0
    ? null
    : html`<h3>Findings</h3>
<dl>${findings.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`
}
${verdicts.length === 0 ? null : html`<h3>Verdicts</h3>${verdictTable(name, verdicts)}`}
<h3>How inference ended</h3>
${outcomes.length === 0 ? html`<p>Nothing here was relaxed.</p>` : outcomeTable(result)}
${tables.map((table) => dataTable(name, table))}
<details><summary>Config</summary>
${changesList(name, result.changes, "default", "here", "Every field has its default.")}
<pre data-copy>${result.config}</pre></details>
<h3>The command that makes it</h3>
<pre data-copy>${result.command}</pre>
<details><summary>Provenance</summary>${provenance(result)}</details>
</section>`;
};

const packedTable = (result: string, { file, csv }: ReportedTable): Markup =>
  html`<script type="application/octet-stream" class="csv" data-result="${result}" data-file="${file}">${packed(csv)}</script>`;

const dataTable = (result: string, { file, columns, rows }: ReportedTable): Markup => html`<details>
<summary>Data: ${file}, ${rows.toLocaleString("en")} rows</summary>
<dl>${columnsInRuns(columns).map(({ name, unit, meaning }) => html`<dt>${name}</dt><dd>${meaning}${unit === "" ? null : ` (${unit})`}</dd>`)}</dl>
<div data-table="${file}" data-result="${result}"><p class="quiet">The table needs the page's script.</p></div>
</details>`;

const outcomeTable = ({
  name,
  outcomes,
}: ReportedResult): Markup => html`<div class="scroll" role="region" tabindex="0" aria-label="How inference ended: ${name}"><table>
<thead><tr><th scope="col">outcome</th><th scope="col">samples</th><th scope="col">where</th></tr></thead>
<tbody>${outcomes.map(
  ({ outcome, count, where }) =>
    html`<tr><td>${outcome}</td><td class="number">${count.toLocaleString("en")}</td><td>${where}</td></tr>`,
)}</tbody></table></div>`;

/** Fields that differ, as a table. */
export const changesList = (
  name: string,
  changes: readonly ChangedField[],
  first: string,
  second: string,
  none: string,
): Markup =>
  changes.length === 0
    ? html`<p>${none}</p>`
    : html`<div class="scroll" role="region" tabindex="0" aria-label="Fields that differ: ${name}"><table>
<thead><tr><th scope="col">field</th><th scope="col">${first}</th><th scope="col">${second}</th></tr></thead>
<tbody>${changes.map((change) => html`<tr><td>${change.field}</td><td>${change.first}</td><td>${change.second}</td></tr>`)}</tbody>
</table></div>`;

const provenance = ({ manifest, run }: ReportedResult): Markup => {
  const { version, engines, precision, seeds, dataset, inputs, failed, files } = manifest;
  const facts: readonly (readonly [string, string])[] = [
    ["ebm", `${version}${run === null || run.commit === null ? "" : `, commit ${run.commit}`}`],
    ...(run === null
      ? [["made", "by a run that left no run.json"] as const]
      : ([
          ["Node", run.node],
          ["fingerprint of the numerics", run.engine],
          ["cells", `${run.cells.computed} computed, ${run.cells.reused} reused, ${failed.length} failed`],
          ["made", `${run.timings.started} to ${run.timings.finished} (${run.timings.seconds} s)`],
        ] as const)),
    ["energies differentiated by", engines.join(", ")],
    ["precision", precision],
    ["seeds", seeds.join(", ")],
    ["config (SHA-256)", manifest.configHash],
    ...Object.entries(dataset).map(([file, sum]) => [`dataset, ${file} (MD5)`, sum] as const),
    ...Object.entries(inputs).map(([file, sum]) => [`${file} (SHA-256)`, sum] as const),
    ...Object.entries(files).map(([file, sum]) => [`${file} (SHA-256)`, sum] as const),
  ];
  return html`<dl>${facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;
};
