import type { Verdict } from "./content.ts";
import { html, type Markup } from "./html.ts";

/** Claims, what was measured, the windows and the verdicts. */
export const verdictTable = (
  name: string,
  verdicts: readonly Verdict[],
): Markup => html`<div class="scroll" role="region" tabindex="0" aria-label="Claims and verdicts: ${name}"><table>
<thead><tr><th scope="col">claim</th><th scope="col">measured (window)</th><th scope="col">verdict</th></tr></thead>
<tbody>${verdicts.map(
  ({ statement, where, verdict, asDeclared, condition, parts }) => html`<tr>
<td>${statement} <span class="quiet">${where}</span></td>
<td>${parts.map(
    ({ name, measured, window, inside }) =>
      html`<div>${name}: ${measured} <span class="${inside ? "good" : "bad"}">${inside ? "in" : "outside"} ${window}</span></div>`,
  )}</td>
<td class="${verdict === "holds" ? "good" : "bad"}">${verdict}${condition === "" || verdict === "holds" ? null : `: ${condition}`}${asDeclared ? null : " (not as declared)"}</td></tr>`,
)}</tbody></table></div>`;
