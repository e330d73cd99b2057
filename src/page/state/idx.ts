// The drawn digit as files: a dataset in the format of MNIST (LeCun et al. 1998) within a tar archive (POSIX.1-1988, ustar).

const side = 28;
const ubyte = 0x08;

/** The bytes of an IDX file: magic number, lengths of the dimensions, and the values. */
const idx = (dimensions: readonly number[], values: Uint8Array): Uint8Array => {
  const header = new Uint8Array(4 + 4 * dimensions.length);
  header[2] = ubyte;
  header[3] = dimensions.length;
  const view = new DataView(header.buffer);
  for (const [at, length] of dimensions.entries()) view.setUint32(4 + 4 * at, length);
  return joined([header, values]);
};

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/**
 * The four files of a dataset whose only training image is `pixels` [28 × 28, bytes] with its label. The test image is empty
 * and has the label 9, so that the dataset has ten classes.
 */
export const drawnFiles = (pixels: Uint8Array, label: number): Readonly<Record<string, Uint8Array>> => ({
  "train-images-idx3-ubyte": idx([1, side, side], pixels),
  "train-labels-idx1-ubyte": idx([1], Uint8Array.of(label)),
  "t10k-images-idx3-ubyte": idx([1, side, side], new Uint8Array(side * side)),
  "t10k-labels-idx1-ubyte": idx([1], Uint8Array.of(9)),
});

const block = 512;

/** A tar archive of files in one folder. */
export const tar = (folder: string, files: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  joined([
    ...Object.entries(files).flatMap(([name, content]) => [
      header(`${folder}/${name}`, content.length),
      content,
      new Uint8Array((block - (content.length % block)) % block),
    ]),
    new Uint8Array(2 * block),
  ]);

const header = (name: string, size: number): Uint8Array => {
  const bytes = new Uint8Array(block);
  const put = (text: string, at: number) => bytes.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(name, 0);
  put(`${octal(0o644, 7)}\0`, 100);
  put(`${octal(0, 7)}\0`, 108);
  put(`${octal(0, 7)}\0`, 116);
  put(`${octal(size, 11)}\0`, 124);
  put(`${octal(0, 11)}\0`, 136);
  put(" ".repeat(8), 148); // the sum is taken with blanks in its own place
  put("0", 156);
  put("ustar\x0000", 257);
  put(
    `${octal(
      bytes.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    148,
  );
  return bytes;
};
