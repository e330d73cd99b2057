/** The text that `packed.ts` made small: raw deflate in base64. */
export const unpack = async (packed: string): Promise<string> => {
  const bytes = Uint8Array.from(atob(packed.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
};
