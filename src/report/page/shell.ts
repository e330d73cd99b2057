import { createHash } from "node:crypto";
import { html, type Markup } from "./html.ts";

/** A whole page, before its scripts and styles are put into it. */
export interface Shell {
  readonly title: string;
  /** A line below the title. */
  readonly about: string;
  readonly contents: readonly (readonly [id: string, text: string])[];
  /** The other pages of a site, with their addresses; none for a page that is sent alone. */
  readonly pages?: readonly PageLink[];
  readonly main: Markup;
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  /** Whether a worker computes in it, with kernels in WebAssembly. */
  readonly computes: boolean;
}

export interface PageLink {
  readonly href: string;
  readonly text: string;
  readonly isHere: boolean;
}

/**
 * One HTML file that needs nothing else: neither network nor other files. Its policy admits its own scripts and styles alone,
 * by their hashes, so that nothing in the data can run.
 */
export const pageShell = (shell: Shell): string => {
  const { title, about, contents, pages = [], main, scripts, styles, computes } = shell;
  const policy = [
    "default-src 'none'",
    ["script-src", ...scripts.map(hashSource), ...(computes ? ["'wasm-unsafe-eval'"] : [])].join(" "),
    ["style-src", ...styles.map(hashSource)].join(" "),
    "img-src data: blob:",
    ...(computes ? ["worker-src blob:"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${styles.map((style) => html`<style>${raw(style)}</style>`)}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<div><h1>${title}</h1>
<p class="quiet">${about}</p></div>
<div id="theme"></div>
</header>
${
  pages.length === 0
    ? null
    : html`<nav aria-label="Pages" class="pages"><ul>
${pages.map(({ href, text, isHere }) => html`<li><a href="${href}"${isHere ? html` aria-current="page"` : null}>${text}</a></li>`)}
</ul></nav>`
}
<nav aria-label="Contents"><ul>
${contents.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`)}
</ul></nav>
<main id="content">
${main}
</main>
${scripts.map((script) => html`<script>${raw(script)}</script>`)}
</body>
</html>
`.markup;
};

const raw = (markup: string): Markup => ({ markup });

const hashSource = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
