/** Bytes of a block of text, about: much for one write to a disk, little beside all that a process holds. */
const blockBytes = 2 ** 18;

/** Pieces of a text, joined to blocks of about so many bytes of UTF-8: no text of a large table is ever whole. */
export function* textBlocks(pieces: Iterable<string>, bytes: number = blockBytes): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let held: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    held.push(piece);
    length += piece.length;
    if (length < bytes) continue;
    yield encoder.encode(held.join(""));
    held = [];
    length = 0;
  }
  if (length > 0) yield encoder.encode(held.join(""));
}
