import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg, type ResvgRenderOptions } from "@resvg/resvg-js";

/** The fonts that we ship: what a chart's text is drawn with, whatever the machine has installed. */
export const fontFiles = (): readonly string[] => {
  const folder = dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"));
  return ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) => join(folder, "ttf", file));
};

/** Options that make a PNG the same on a machine without any font of its own. */
export const fontOptions = (
  files: readonly string[] = fontFiles(),
): NonNullable<ResvgRenderOptions["font"]> => {
  return { fontFiles: [...files], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" };
};

/**
 * Why text would be missing from a picture, or `null` when it would not.
 *
 * A renderer without its font leaves text out and reports nothing, so each face draws a word here, and what it
 * drew must have an extent.
 */
export const fontProblem = (files: readonly string[] = fontFiles()): string | null => {
  if (files.length === 0) return "no font file is given";
  for (const file of files) {
    if (!existsSync(file))
      return `the font file ${file} is missing; install the packages again with \`npm ci\``;
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">' +
      '<text x="10" y="30" font-family="DejaVu Sans" font-size="20">Energy λ</text></svg>';
    const box = new Resvg(svg, { font: fontOptions([file]) }).getBBox();
    if (box === undefined || box.width <= 0)
      return `the font file ${file} draws no text; install the packages again with \`npm ci\``;
  }
  return null;
};
