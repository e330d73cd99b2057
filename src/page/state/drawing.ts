// A drawn digit as a text for the page's address: two bits a pixel, as many as the brush has levels.

/** Levels of the brush: nothing, its corner, its side, its middle. */
export const brushLevels = [0, 70, 160, 255] as const;

const side = 28;
const imageSize = side * side;
const pixelsPerByte = 4;

export interface Drawing {
  /** [28 × 28], each one of the brush's levels. */
  readonly pixels: Uint8Array;
  /** What the reader says that it is, 0 to 9. */
  readonly label: number;
}

export const blankDrawing: Drawing = { pixels: new Uint8Array(imageSize), label: 7 };

/** `7.AAAQ…`: the label, and the pixels in the URL-safe alphabet of base64 (RFC 4648), without the blank pixels at the end. */
export const encodeDrawing = ({ pixels, label }: Drawing): string => {
  const bytes = new Uint8Array(imageSize / pixelsPerByte);
  pixels.forEach((pixel, at) => {
    const level = brushLevels.indexOf(pixel as (typeof brushLevels)[number]);
    bytes[Math.floor(at / pixelsPerByte)]! |= Math.max(0, level) << (2 * (at % pixelsPerByte));
  });
  const text = btoa(String.fromCharCode(...bytes)).replace(/[A=]+$/, "");
  return `${label}.${text.replaceAll("+", "-").replaceAll("/", "_")}`;
};

const wellFormed = /^([0-9])\.([A-Za-z0-9_-]*)$/;

/** The drawing of a text; null for one that `encodeDrawing` does not write. */
export const decodeDrawing = (text: string): Drawing | null => {
  const [, label = "", code = ""] = wellFormed.exec(text) ?? [];
  const digits = Math.ceil(imageSize / pixelsPerByte / 3) * 4;
  if (label === "" || code.length > digits) return null;
  const bytes = atob(code.replaceAll("-", "+").replaceAll("_", "/").padEnd(digits, "A"));
  const pixels = Uint8Array.from({ length: imageSize }, (_, at) => {
    const byte = bytes.charCodeAt(Math.floor(at / pixelsPerByte));
    return brushLevels[(byte >> (2 * (at % pixelsPerByte))) & 3]!;
  });
  return { pixels, label: Number(label) };
};
