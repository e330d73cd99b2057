// Numbers in the Markdown pages: `<!-- n:name -->7.1 %<!-- /n -->`. A page shows the text between the comments.

const marker = /<!-- n:(\S+) -->(.*?)<!-- \/n -->/gs;

/** A number that stands in a page, and what it is now. */
export interface Difference {
  readonly name: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * The page with each marked number as `numberOf` gives it, and where it differed. Throws for a marker that is not closed, and
 * whatever `numberOf` throws for a name that it doesn't know.
 */
export const renumbered = (
  page: string,
  numberOf: (name: string) => string,
): {
  readonly text: string;
  readonly names: readonly string[];
  readonly differences: readonly Difference[];
} => {
  const names: string[] = [];
  const differences: Difference[] = [];
  const text = page.replace(marker, (_, name: string, found: string) => {
    const expected = numberOf(name);
    names.push(name);
    if (found !== expected) differences.push({ name, found, expected });
    return `<!-- n:${name} -->${expected}<!-- /n -->`;
  });
  const opened = page.split("<!-- n:").length - 1;
  const closed = page.split("<!-- /n -->").length - 1;
  if (opened !== names.length || closed !== names.length)
    throw new Error(`${opened} numbers are opened and ${closed} are closed, of which ${names.length} match`);
  return { text, names, differences };
};
