import { html, jsonMarkup, type Markup } from "../../report/page/html.ts";
import type { LaboratoryContent } from "./content.ts";
import { formulaSection, limitSection } from "./sections.ts";

/** The sections of the laboratory, and what its script reads: `worker` is the worker's text, packed. */
export const laboratoryMarkup = (
  { digits, templates, estimators, start, verdicts }: LaboratoryContent,
  worker: string,
): Markup => html`${limitSection(verdicts)}
${formulaSection(verdicts)}
<script type="application/json" id="laboratory-data">${jsonMarkup({ labels: digits.labels, pixels: base64(digits.pixels), templates, estimators, start })}</script>
<script type="application/octet-stream" id="laboratory-worker">${worker}</script>`;

const base64 = (bytes: Uint8Array): string =>
  btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));

/** The entries of the laboratory in a page's contents. */
export const laboratoryLinks: readonly (readonly [id: string, text: string])[] = [
  ["limit", "The infinitesimal inference limit"],
  ["formula", "One formula, many algorithms"],
];
