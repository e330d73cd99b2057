/** Text that is markup already. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup stays, a list is joined, `null` and `false` are nothing. */
export type Insertion = string | number | Markup | null | false | readonly Insertion[];

/** A template of HTML. Whatever is put into it is text, unless a template made it. */
export const html = (parts: TemplateStringsArray, ...insertions: readonly Insertion[]): Markup => ({
  markup: parts.reduce((sum, part, at) => sum + markupOf(insertions[at - 1]!) + part),
});

/** Text in an element or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

/** A value as the content of a `script` element of JSON: no `<` can end the element. */
export const jsonMarkup = (value: unknown): Markup => ({
  markup: JSON.stringify(value).replaceAll("<", "\\u003c"),
});

const markupOf = (insertion: Insertion): string => {
  if (insertion === null || insertion === false) return "";
  if (typeof insertion === "string" || typeof insertion === "number") return escapeHtml(String(insertion));
  return "markup" in insertion ? insertion.markup : insertion.map(markupOf).join("");
};
