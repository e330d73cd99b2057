import type { Verdict } from "../../report/page/content.ts";
import { html, type Markup } from "../../report/page/html.ts";
import { verdictTable } from "../../report/page/verdict-table.ts";

/** The claims of `ebm verify` that each section illustrates. */
export const illustrated = {
  limit: [
    "free-phase",
    "free-phase-force",
    "energy-falls",
    "velocity-distance",
    "signal-arrival",
    "nudge-order",
    "nudge-as-stated",
  ],
  formula: [
    "nudge-order",
    "symmetric-order",
    "richardson-order",
    "hopfield-order",
    "holomorphic-coding",
    "feedback-order",
    "feedback-wall",
    "float32-wall",
    "equation-16",
  ],
} as const;

const part = (name: string, label: string): Markup =>
  html`<figure class="panel"><figcaption>${label}</figcaption><div data-part="${name}"></div></figure>`;

const closing = (section: keyof typeof illustrated, verdicts: readonly Verdict[]): Markup => {
  const own = verdicts.filter(({ id }) => (illustrated[section] as readonly string[]).includes(id));
  return html`<h3>What <code>ebm verify</code> measured of it</h3>
${
  own.length === 0
    ? html`<p>Nothing yet where this page was made: <code>npx ebm verify</code> measures the claims ${illustrated[section].join(", ")}, each against a window that was declared before.</p>`
    : html`<p>${own.filter(({ verdict }) => verdict === "holds").length} of ${own.length} claims hold as they are stated.</p>
<details><summary>The claims, what was measured, the windows, the verdicts</summary>${verdictTable(`laboratory-${section}`, own)}</details>`
}`;
};

/** The infinitesimal inference limit: what is seen, why, and what to try. */
export const limitSection = (
  verdicts: readonly Verdict[],
): Markup => html`<section class="part laboratory" id="limit" aria-labelledby="limit-title">
<h2 id="limit-title">The infinitesimal inference limit</h2>
<p class="question">An energy-based model never propagates an error backwards. When does it compute the gradient of backpropagation all the same?</p>
<p>Below, a predictive-coding network infers, computed here, in your browser, by the program that made the figures. It starts at its <em>free phase</em>: the activities are those of the feed-forward pass, and every prediction error ε is 0. Then the loss begins to pull at the output, with the strength λ, and the activities give way until the two forces balance.</p>
<div class="equations">
<p><span>E = I + λL</span><span class="number">(9)</span></p>
<p><span>dx<sub>l</sub>/dt = −∂E/∂x<sub>l</sub></span><span class="number">(1)</span></p>
<p><span>∂L/∂W ≈ (1/λ) ∂E/∂W, at the end of inference</span><span class="number">(18)</span></p>
</div>
<div class="bench">
<div class="controls" role="group" aria-label="Network and inference" data-part="controls"></div>
<div data-part="pad" hidden></div>
<p class="settings" data-part="settings"></p>
<p class="regime" role="status" data-part="regime">The laboratory needs the page's script.</p>
<div class="scroll" role="region" tabindex="0" aria-label="The estimate against backprop"><table>
<thead><tr><th scope="col">inference</th><th scope="col">relative error</th><th scope="col">‖estimate − backprop‖</th><th scope="col">cosine</th><th scope="col">how it ended</th><th scope="col">steps</th></tr></thead>
<tbody data-part="readings"></tbody></table></div>
<p class="quiet" data-part="curvature"></p>
</div>
<h3>The network, step by step</h3>
<p>Of each layer the activities (dark to bright) and below them the prediction errors (orange below 0, blue above). At step 0 there are none. The signal of the loss climbs down one layer a step: play it, and watch the lower layer wait.</p>
<div data-part="picture"></div>
<div class="player" data-part="player"></div>
<div class="panels">
${part("errors", "The estimate against backprop (Fig. 3A); ring and square are where the slider stands")}
${part("energies", "The energies during inference (Fig. 2A); dotted: where they are at the equilibrium")}
${part("distances", "Mean velocity of each layer, from −λ ∂L/∂x (Fig. 2B); dotted: the trivial limit of a velocity of 0")}
${part("cosines", "Direction of the estimate, layer by layer")}
</div>
<h3>Why</h3>
<p>At the free phase the internal energy is at its minimum, so that the first motion of the activities is the gradient of the loss alone, scaled by λ (Eq. 11). The farther inference goes, the more the internal energy resists, and the estimate departs from the gradient by an error of the order of that distance (Eq. 16). Less λ means less distance. The equilibrium therefore comes to backprop in proportion to λ: a line of slope 1. Euler's method comes to it only if it has the steps: what inference has not yet done is in the estimate, however small λ is.</p>
<h3>What to try</h3>
<ul>
<li>Take λ down to 10⁻⁴ with 50 steps of 0.1: the error of Euler's method stays at its floor, that of the equilibrium falls. Now give it 200 steps, or a step of 0.3.</li>
<li>Make the step longer than the safe one: the inference diverges, and the page says so.</li>
<li>Choose tanh in place of ReLU: near λ = 1 the bends are gone, for no unit changes sides.</li>
<li>Add layers: the signal needs a step for each, and the lower layers have the smaller cosines.</li>
<li>Draw a digit of your own: the page hands it out as a dataset, with the command that computes the same numbers.</li>
</ul>
<h3>The command with these numbers in its CSV</h3>
<pre data-copy data-part="command"></pre>
<p class="quiet" data-part="times"></p>
${closing("limit", verdicts)}
</section>`;

/** One formula, many algorithms: what is seen, why, and what to try. */
export const formulaSection = (
  verdicts: readonly Verdict[],
): Markup => html`<section class="part laboratory" id="formula" aria-labelledby="formula-title">
<h2 id="formula-title">One formula, many algorithms</h2>
<p class="question">Predictive coding, equilibrium propagation and contrastive Hebbian learning are one estimate, with different energies and different ways to the limit. How fast does each come to its gradient?</p>
<div class="equations">
<p><span>∂L/∂W = lim<sub>λ→0</sub> (1/λ) (∂E<sup>λ</sup>/∂W − ∂E<sup>0</sup>/∂W)</span><span class="number">(21)</span></p>
</div>
<div class="bench">
<div class="controls" role="group" aria-label="Energy and estimator" data-part="controls"></div>
<p class="regime" role="status" data-part="found">The laboratory needs the page's script.</p>
</div>
${part("orders", "Relative error against the dial, from right to left as it is computed")}
<h3>Why</h3>
<p>The formula is a difference quotient, and errs as difference quotients do: a one-sided one in proportion to its dial, a symmetric one with its square, one over N points of a complex circle with its N-th power. On logarithmic axes the order is the slope. And as any difference quotient it has a wall: what is subtracted differs by λ times the gradient, and rounding divided by λ rises to the left. The dotted lines are u/λ, with u = 2⁻⁵³ in float64 and 2⁻²⁴ in float32, nine powers of ten higher. One-sided nudging of predictive coding reads its estimate from the errors, subtracts nothing, and stays clear of them. The dial of contrastive Hebbian learning is the strength γ of its feedback, and its wall is the steeper the lower the layer, for the signal is multiplied by γ in each.</p>
<h3>What to try</h3>
<ul>
<li>Compare one-sided and symmetric nudging: which is better at λ = 0.1, and which has the lower floor?</li>
<li>Choose the estimate that follows Eq. 16 as it is written: the order is 0. In a layered network the term that it subtracts is the gradient of the hidden layers.</li>
<li>Choose contrastive Hebbian learning, and look at how wide the valley between bias and rounding is in each precision.</li>
</ul>
<h3>The command with these numbers in its CSV</h3>
<pre data-copy data-part="command"></pre>
${closing("formula", verdicts)}
</section>`;
