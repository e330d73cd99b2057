import PDFDocument from "pdfkit";
import svgToPdf from "svg-to-pdfkit";
import { fontFiles } from "../drawing/fonts.ts";

/** An SVG as a PDF of one page of this size in points, with vectors and the letters that it uses. */
export const pdfOf = (svg: string, size: readonly [number, number]): Promise<Uint8Array> => {
  const [regular = "", bold = ""] = fontFiles();
  const document = new PDFDocument({
    size: [...size],
    margin: 0,
    // The time of day would make two files of the same figure differ.
    info: { CreationDate: new Date(0), ModDate: new Date(0) },
  });
  const chunks: Uint8Array[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
  document.registerFont("regular", regular);
  document.registerFont("bold", bold);
  svgToPdf(document, withBars(svg), 0, 0, {
    width: size[0],
    height: size[1],
    fontCallback: (_family: string, isBold: boolean) => (isBold ? "bold" : "regular"),
    warningCallback: () => {},
  });
  document.end();
  return whole;
};

const bar = "\u0304";
/** Widths of `x` and of the spacing macron in DejaVu Sans, in ems. */
const [letter, macron] = [0.592, 0.5];

/** Bars over letters, as in x̄, which the PDF's text would lose, as macrons set back over their letter. */
const withBars = (svg: string): string =>
  svg.replace(
    /<text ([^>]*font-size="([\d.]+)px"[^>]*)>([^<]*)<\/text>/g,
    (whole, attributes, size, text) => {
      if (!text.includes(bar)) return whole;
      const side = (letter - macron) / 2;
      const back = `<tspan dx="${(side - letter) * Number(size)}">¯</tspan><tspan dx="${side * Number(size)}">`;
      const [first, ...rest] = String(text).split(bar);
      return `<text ${attributes}>${first}${rest.map((part) => `${back}${part}</tspan>`).join("")}</text>`;
    },
  );
