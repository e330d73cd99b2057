declare module "subset-font" {
  /** A font with the glyphs of `text` alone. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options?: { readonly targetFormat?: "sfnt" | "woff" | "woff2" },
  ): Promise<Buffer>;
}
