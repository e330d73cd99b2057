import { deflateRawSync } from "node:zlib";

/** A text made small, for a page: raw deflate in base64, which `browser/unpack.ts` reads. */
export const packed = (text: string): string =>
  deflateRawSync(Buffer.from(text, "utf8"), { level: 9 }).toString("base64");
