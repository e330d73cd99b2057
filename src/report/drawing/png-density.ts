import { crc32 } from "node:zlib";

const inchInMetres = 0.0254;
/** The signature, and the header's chunk: four bytes each of length, type and checksum around thirteen of content. */
const afterHeader = 8 + 4 + 4 + 13 + 4;

/** A PNG that says how many dots an inch has: its chunk `pHYs`, in dots a metre (PNG specification, 11.3.5.3). */
export const withDensity = (png: Uint8Array, dotsAnInch: number): Uint8Array => {
  const typed = Buffer.alloc(4 + 9);
  typed.write("pHYs", "latin1");
  const dotsAMetre = Math.round(dotsAnInch / inchInMetres);
  typed.writeUInt32BE(dotsAMetre, 4);
  typed.writeUInt32BE(dotsAMetre, 8);
  typed.writeUInt8(1, 12);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(9);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([png.subarray(0, afterHeader), length, typed, checksum, png.subarray(afterHeader)]);
};
