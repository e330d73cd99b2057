import type { Assets } from "./assets.ts";
import { comparisonSection } from "./comparison.ts";
import type { Report, Verdict } from "./content.ts";
import { html, type Markup } from "./html.ts";
import { resultSection } from "./result-section.ts";
import { type PageLink, pageShell } from "./shell.ts";
import { verdictTable } from "./verdict-table.ts";

/** What a report can have beside its results: sections that compute, with their script and style. */
export interface Annex {
  readonly links: readonly (readonly [id: string, text: string])[];
  readonly markup: Markup;
  readonly script: string;
  readonly style: string;
}

/** A report as one HTML file. */
export const reportDocument = (
  report: Report,
  { script, style }: Pick<Assets, "script" | "style">,
  annex: Annex | null = null,
  pages: readonly PageLink[] = [],
): string =>
  pageShell({
    pages,
    title: report.title,
    about:
      "Made with ebm: when does an energy-based model compute the gradient of backpropagation, and how far off is it otherwise?",
    contents: contentsOf(report, annex),
    main: html`${report.comparison === null ? null : comparisonSection(report.comparison)}
${report.results.map(resultSection)}
${annex === null ? null : annex.markup}
${report.verdicts.length === 0 ? null : verdictSection(report.verdicts)}
${citationSection(report)}`,
    scripts: [script, ...(annex === null ? [] : [annex.script])],
    styles: [style, ...(annex === null ? [] : [annex.style])],
    computes: annex !== null,
  });

const contentsOf = ({ results, comparison, verdicts }: Report, annex: Annex | null) => [
  ...(comparison === null ? [] : [["comparison", "Comparison"] as const]),
  ...results.map(
    ({ name, figure }) => [`result-${name}`, figure === "" ? name : `${figure} (${name})`] as const,
  ),
  ...(annex === null ? [] : annex.links),
  ...(verdicts.length === 0 ? [] : [["verdicts", "Verdicts"] as const]),
  ["cite", "How to cite"] as const,
];

const verdictSection = (
  verdicts: readonly Verdict[],
): Markup => html`<section class="part" id="verdicts" aria-labelledby="verdicts-title">
<h2 id="verdicts-title">Verdicts on the claims of the theory</h2>
<p>Measured by <code>ebm verify</code>. The windows were declared before measuring.</p>
${verdictTable("all", verdicts)}
</section>`;

/** How to cite, and the command that made the page. */
export const citationSection = ({
  citation,
  command,
}: Pick<
  Report,
  "citation" | "command"
>): Markup => html`<section class="part" id="cite" aria-labelledby="cite-title">
<h2 id="cite-title">How to cite</h2>
${citation.text.map((line) => html`<p>${line}</p>`)}
<pre data-copy>${citation.bibtex}</pre>
<p class="quiet">This page was made by <code>${command}</code>. It holds its data whole, and asks no network for anything.</p>
</section>`;
