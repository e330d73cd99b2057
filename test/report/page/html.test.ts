import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, jsonMarkup } from "../../../src/report/page/html.ts";

describe("a template of HTML", () => {
  it("escapes what is put into it, in elements and attributes", () => {
    const evil = `"><script>alert('x')</script>&`;
    const { markup } = html`<p title="${evil}">${evil}</p>`;
    expect(markup.match(/</g)).toHaveLength(2);
    expect(markup.match(/"/g)).toHaveLength(2);
    expect(markup).toContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;");
  });

  it("keeps what templates made, joins lists, and leaves nothing out of nothing", () => {
    expect(html`${[html`<b>${1}</b>`, html`<i>${"<"}</i>`]}${null}${false}`.markup).toBe(
      "<b>1</b><i>&lt;</i>",
    );
  });

  it("writes JSON that no script element ends within, and that reads as it was", () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, text) => {
        const value = { json, text: `${text}</script><!--` };
        const { markup } = jsonMarkup(value);
        expect(markup).not.toContain("<");
        expect(JSON.parse(markup)).toEqual(value);
      }),
    );
  });
});
