import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openImages, openLabels } from "../../src/data/idx.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "../config/user-message.ts";
import { idxBytes, imageBytes, labelBytes, withFolder } from "./idx-files.ts";

const environmentMessage = (action: () => unknown) => userMessage(exitCode.environment, action);

/** The message of the `UserError` for a file with these bytes, without the folder; fails if there is none. */
const messageFor = (open: (path: string) => unknown, bytes: Uint8Array, name = "file"): string => {
  return withFolder((folder) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return environmentMessage(() => open(path))?.replaceAll(path, name) ?? "no error";
  });
};

describe("openImages", () => {
  it.each([
    ["plain", "images", imageBytes(3)],
    ["gzipped", "images.gz", gzipSync(imageBytes(3))],
  ])("reads single images of a %s file, in any order", (_kind, name, bytes) => {
    withFolder((folder) => {
      writeFileSync(join(folder, name), bytes);
      const images = openImages(join(folder, name));
      expect(images).toMatchObject({ count: 3, rows: 2, columns: 3, size: 6 });
      const pixels = new Uint8Array(6);
      images.read(2, pixels);
      expect([...pixels]).toEqual([20, 21, 22, 23, 24, 25]);
      images.read(0, pixels);
      expect([...pixels]).toEqual([0, 1, 2, 3, 4, 5]);
      images.close();
    });
  });

  it("reads images that lie on the borders of what is read at once, and each again", () => {
    const count = 90000;
    const pixel = (image: number, k: number): number => (7 * image + k) % 251;
    const contents = Array.from({ length: count * 6 }, (_, byte) => pixel(Math.floor(byte / 6), byte % 6));
    withFolder((folder) => {
      writeFileSync(join(folder, "images"), idxBytes(0x803, [count, 2, 3], contents));
      const images = openImages(join(folder, "images"));
      const pixels = new Uint8Array(6);
      const last = count - 1;
      // Image 43688 begins with the second block of 2¹⁸ bytes, and (2¹⁹ − 16) / 6 = 87378⅔ lies in the second and the third.
      for (const image of [last, 43687, 43688, 87377, 87378, 87379, 0, 87378, last]) {
        images.read(image, pixels);
        expect([...pixels]).toEqual(Array.from({ length: 6 }, (_, k) => pixel(image, k)));
      }
      images.close();
    });
  });

  it("fills only the first bytes of a larger buffer", () => {
    withFolder((folder) => {
      writeFileSync(join(folder, "images"), imageBytes(3));
      const images = openImages(join(folder, "images"));
      const pixels = new Uint8Array(8).fill(99);
      images.read(1, pixels);
      expect([...pixels]).toEqual([10, 11, 12, 13, 14, 15, 99, 99]);
      images.close();
    });
  });

  it.each([-1, 3, 0.5, Number.NaN])("throws a RangeError for image %s of 3", (index) => {
    withFolder((folder) => {
      writeFileSync(join(folder, "images"), imageBytes(3));
      const images = openImages(join(folder, "images"));
      expect(() => images.read(index, new Uint8Array(6))).toThrow(RangeError);
      images.close();
    });
  });

  it("names the expected and the found bytes of a truncated file", () => {
    expect(messageFor(openImages, imageBytes(3).subarray(0, 33))).toBe(
      "file: expected 34 bytes (header and 3 images of 2 × 3), found 33 bytes; the file is truncated: replace it by a fresh copy",
    );
  });

  it("refuses a file that is longer than its header says", () => {
    expect(messageFor(openImages, Buffer.concat([imageBytes(3), Buffer.from([0])]))).toBe(
      "file: expected 34 bytes (header and 3 images of 2 × 3), found 35 bytes; the file is longer than its header says: replace it by a fresh copy",
    );
  });

  it("refuses a file that ends inside its header", () => {
    expect(messageFor(openImages, imageBytes(1).subarray(0, 3))).toBe(
      "file: expected at least 16 bytes (the header of an IDX images file), found 3 bytes; replace it by a fresh copy",
    );
  });

  it.each([
    [0, 2, 3],
    [3, 0, 3],
    [3, 2, 0],
  ])("refuses %i images of %i × %i", (count, rows, columns) => {
    const message = messageFor(openImages, idxBytes(0x803, [count, rows, columns], []));
    expect(message).toContain(`found ${count} of ${rows} × ${columns}`);
  });

  it("recognises a labels file in place of the images", () => {
    expect(messageFor(openImages, labelBytes([1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBe(
      "file: expected the magic number 0x00000803 or 0x00000804 of an IDX images file, found 0x00000801, a labels file; put the images file in its place",
    );
  });

  it("recognises a gzipped file without .gz in its name", () => {
    expect(messageFor(openImages, gzipSync(imageBytes(3)))).toContain(
      "which is gzip; give the file a name that ends in .gz",
    );
  });

  it("refuses a truncated gzip file", () => {
    const message = messageFor(openImages, gzipSync(imageBytes(3)).subarray(0, 20), "file.gz");
    expect(message).toContain("file.gz: expected a whole gzip file, found 20 bytes that don't unpack");
  });

  it("finds a length mismatch inside a gzip file", () => {
    const message = messageFor(openImages, gzipSync(imageBytes(3).subarray(0, 30)), "file.gz");
    expect(message).toContain("expected 34 bytes (header and 3 images of 2 × 3), found 30 bytes");
  });

  it("names a missing file and a folder in place of a file", () => {
    withFolder((folder) => {
      mkdirSync(join(folder, "images"));
      expect(environmentMessage(() => openImages(join(folder, "images")))).toContain("found a folder");
      expect(environmentMessage(() => openImages(join(folder, "none")))).toContain("no such file");
    });
  });
});

describe("openLabels", () => {
  it.each([
    ["plain", "labels", labelBytes([7, 0, 255])],
    ["gzipped", "labels.gz", gzipSync(labelBytes([7, 0, 255]))],
  ])("reads all labels of a %s file", (_kind, name, bytes) => {
    withFolder((folder) => {
      writeFileSync(join(folder, name), bytes);
      expect([...openLabels(join(folder, name))]).toEqual([7, 0, 255]);
    });
  });

  it("refuses a truncated and a foreign file", () => {
    expect(messageFor(openLabels, labelBytes([1, 2, 3]).subarray(0, 10))).toContain(
      "expected 11 bytes (header and 3 labels), found 10 bytes",
    );
    expect(messageFor(openLabels, imageBytes(1))).toContain("found 0x00000803, an images file");
    expect(messageFor(openLabels, Buffer.from("not an IDX file"))).toContain(
      "found 0x6e6f7420; replace it by an IDX file of unsigned bytes",
    );
  });
});
