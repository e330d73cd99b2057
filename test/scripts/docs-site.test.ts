import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { siteOf } from "../../scripts/docs/site-pages.ts";

describe("the site of docs/", () => {
  const { pages, files } = siteOf("body { color: black; }");
  const byPath = new Map(pages.map(({ path, text }) => [path, text]));

  it("has the README and every page, each with a title", () => {
    expect([...byPath.keys()]).toContain("about.html");
    expect(pages.length).toBeGreaterThan(10);
    for (const { title } of pages) expect(title).not.toBe("");
  });

  it("links to pages, places and pictures that are there, and loads nothing", () => {
    const missing: string[] = [];
    for (const { path, text } of pages) {
      for (const [, href = ""] of text.matchAll(/<a [^>]*href="([^"]*)"/g)) {
        if (/^https?:/.test(href)) continue;
        const [file = "", anchor] = href.split("#");
        const target = file === "" ? path : posix.normalize(posix.join(posix.dirname(path), file));
        const isThere = target === "index.html" || byPath.has(target) || files.includes(target);
        const hasPlace =
          anchor === undefined || (byPath.get(target) ?? `id="${anchor}"`).includes(`id="${anchor}"`);
        if (!isThere || !hasPlace) missing.push(`${path}: ${href}`);
      }
      expect(text).not.toMatch(/(src|href)="(https?:)?\/\/[^"]*\.(js|css|png)/);
      expect(text).not.toMatch(/src="(?!data:)/);
    }
    expect(missing).toEqual([]);
  });
});
