import { createHash } from "node:crypto";
import type { Assets } from "./assets.ts";
import { comparisonSection } from "./comparison.ts";
import type { Report, Verdict } from "./content.ts";
import { html, type Markup } from "./html.ts";
import { resultSection } from "./result-section.ts";
import { verdictTable } from "./verdict-table.ts";

/**
 * A report as one HTML file that needs nothing else: neither network nor other files. Its policy admits its own script
 * and style alone, by their hashes, so that nothing in the data can run.
 */
export const reportDocument = (report: Report, { script, style }: Assets): string => {
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.title}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the results</a>
<header class="top">
<div><h1>${report.title}</h1>
<p class="quiet">Made with ebm: when does an energy-based model compute the gradient of backpropagation, and how far off is it otherwise?</p></div>
<div id="theme"></div>
</header>
${contents(report)}
<main id="content">
${report.comparison === null ? null : comparisonSection(report.comparison)}
${report.results.map(resultSection)}
${report.verdicts.length === 0 ? null : verdictSection(report.verdicts)}
${citationSection(report)}
</main>
<script>${raw(script)}</script>
</body>
</html>
`;
  return markup;
};

const raw = (markup: string): Markup => ({ markup });

const hashSource = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const contents = ({ results, comparison, verdicts }: Report): Markup => html`<nav aria-label="Contents"><ul>
${comparison === null ? null : html`<li><a href="#comparison">Comparison</a></li>`}
${results.map(({ name, figure }) => html`<li><a href="#result-${name}">${figure === "" ? name : `${figure} (${name})`}</a></li>`)}
${verdicts.length === 0 ? null : html`<li><a href="#verdicts">Verdicts</a></li>`}
<li><a href="#cite">How to cite</a></li>
</ul></nav>`;

const verdictSection = (
  verdicts: readonly Verdict[],
): Markup => html`<section class="part" id="verdicts" aria-labelledby="verdicts-title">
<h2 id="verdicts-title">Verdicts on the claims of the theory</h2>
<p>Measured by <code>ebm verify</code>. The windows were declared before measuring.</p>
${verdictTable("all", verdicts)}
</section>`;

const citationSection = ({
  citation,
  command,
}: Report): Markup => html`<section class="part" id="cite" aria-labelledby="cite-title">
<h2 id="cite-title">How to cite</h2>
${citation.text.map((line) => html`<p>${line}</p>`)}
<pre data-copy>${citation.bibtex}</pre>
<p class="quiet">This page was made by <code>${command}</code>. It holds its data whole, and asks no network for anything.</p>
</section>`;
