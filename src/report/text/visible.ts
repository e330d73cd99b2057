/**
 * Control characters but for line breaks and tabs, and what turns the direction of text around: from a config or a file's
 * name they would reach the terminal, and could make it say what isn't there.
 */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The text with such characters as JSON writes them: `\\u202e`. */
export const visible = (text: string): string =>
  text.replaceAll(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
