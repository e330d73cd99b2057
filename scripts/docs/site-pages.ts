import { readFileSync } from "node:fs";
import { posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked, type Tokens } from "marked";
import { html, type Markup } from "../../src/report/page/html.ts";
import { type PageLink, pageShell } from "../../src/report/page/shell.ts";
import { pages } from "./pages.ts";

const rootUrl = new URL("../../", import.meta.url);
const root = fileURLToPath(rootUrl);

/** A page of the site: its path below the site's folder, its title, and its HTML. */
export interface SitePage {
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** The pages, and the pictures that they link to, which stand in the site where they stand in the repository. */
export interface Site {
  readonly pages: readonly SitePage[];
  readonly files: readonly string[];
}

/** Where a page of the repository stands in the site: the README is about.html, for index.html is the report. */
const sitePath = (source: string): string =>
  source === "README.md" ? "about.html" : source.replace(/\.md$/, ".html");

/** An anchor as it is made of a heading where these pages are read most. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/<[^>]*>|&[a-z#0-9]+;|[^\p{Letter}\p{Number} _-]/gu, "")
    .replaceAll(" ", "-");

interface Read {
  readonly markup: Markup;
  readonly title: string;
  readonly headings: readonly (readonly [id: string, text: string])[];
  readonly files: readonly string[];
}

/** Renders a page: links between pages go to the site's, pictures come with it, other files of the repository are named. */
const render = (source: string, sources: readonly string[]): Read => {
  const headings: [string, string][] = [];
  const files = new Set<string>();
  let title = "";
  const marked = new Marked({ gfm: true });
  const here = sitePath(source);
  const targetOf = (href: string) => {
    const [path = "", anchor] = href.split("#");
    const target = path === "" ? source : posix.normalize(posix.join(posix.dirname(source), path));
    return { target, anchor: anchor === undefined ? "" : `#${anchor}` };
  };
  marked.use({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const text = this.parser.parseInline(tokens);
        const plain = text.replace(/<[^>]*>/g, "");
        if (depth === 1) {
          title = plain;
          return "";
        }
        const id = anchorOf(text);
        if (depth === 2) headings.push([id, plain]);
        return `<h${depth} id="${id}">${text}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const text = this.parser.parseInline(tokens);
        if (/^https?:/.test(href)) return `<a href="${href}">${text}</a>`;
        const { target, anchor } = targetOf(href);
        const isPicture = /\.(png|svg)$/.test(target);
        if (!isPicture && !sources.includes(target)) return text;
        if (isPicture) files.add(target);
        const to = isPicture ? target : sitePath(target);
        return `<a href="${posix.relative(posix.dirname(here), to) || posix.basename(to)}${anchor}">${text}</a>`;
      },
      image({ href, text }: Tokens.Image) {
        const { target } = targetOf(href);
        const bytes = readFileSync(new URL(target, rootUrl)).toString("base64");
        return `<img src="data:image/png;base64,${bytes}" alt="${text.replaceAll('"', "&quot;")}">`;
      },
      code({ text }: Tokens.Code) {
        return `<pre tabindex="0">${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>\n`;
      },
      table(token: Tokens.Table) {
        const cell = (part: Tokens.TableCell, tag: string) =>
          `<${tag}>${this.parser.parseInline(part.tokens)}</${tag}>`;
        const head = token.header.map((part) =>
          cell(part, "th scope=col").replace("</th scope=col>", "</th>"),
        );
        const rows = token.rows.map((row) => `<tr>${row.map((part) => cell(part, "td")).join("")}</tr>`);
        return `<div class="scroll" role="region" tabindex="0" aria-label="table"><table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>\n`;
      },
    },
  });
  const text = marked.parse(readFileSync(new URL(source, rootUrl), "utf8"), {
    async: false,
  });
  return { markup: { markup: text }, title: title.replaceAll("&amp;", "&"), headings, files: [...files] };
};

/** The pages of README.md and docs/ as a site in the style of the reports. */
export const siteOf = (style: string): Site => {
  const sources = pages().map((page) => relative(root, page).replaceAll("\\", "/"));
  const read = sources.map((source) => ({ source, ...render(source, sources) }));
  return {
    pages: read.map(({ source, title, markup, headings }) => ({
      path: sitePath(source),
      title,
      text: pageShell({
        title,
        about: "When does an energy-based model compute the gradient of backpropagation?",
        contents: headings,
        pages: linksFrom(sitePath(source), read),
        main: html`<div class="prose">${markup}</div>`,
        scripts: [],
        styles: [style],
        computes: false,
      }),
    })),
    files: [...new Set(read.flatMap(({ files }) => files))],
  };
};

/** Links from a page of the site to all of them; the report is the first. */
const linksFrom = (
  from: string,
  read: readonly { readonly source: string; readonly title: string }[],
): readonly PageLink[] =>
  [
    { path: "index.html", text: "The figures" },
    ...read.map(({ source, title }) => ({ path: sitePath(source), text: title })),
  ].map(({ path, text }) => ({
    href: posix.relative(posix.dirname(from), path),
    text,
    isHere: path === from,
  }));
