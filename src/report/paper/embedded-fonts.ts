import { readFileSync } from "node:fs";
import subsetFont from "subset-font";
import { fontFiles } from "../drawing/fonts.ts";

/** An SVG that carries the letters that it uses, so that it looks the same wherever it is opened. */
export const withFonts = async (svg: string): Promise<string> => {
  const letters = [...new Set(svg.replace(/<[^>]*>/g, " "))].join("");
  const faces = await Promise.all(
    fontFiles().map(async (file) => {
      const font = await subsetFont(readFileSync(file), letters, { targetFormat: "woff2" });
      const weight = file.includes("Bold") ? "bold" : "normal";
      return `@font-face{font-family:"DejaVu Sans";font-weight:${weight};src:url(data:font/woff2;base64,${font.toString("base64")}) format("woff2")}`;
    }),
  );
  return svg.replace(/^<svg [^>]*>/, (tag) => `${tag}<defs><style>${faces.join("")}</style></defs>`);
};
