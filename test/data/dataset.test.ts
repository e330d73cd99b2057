import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mnistChecksums, openDataset, requireChecksums, verifyDataset } from "../../src/data/dataset.ts";
import { findDataset } from "../../src/data/recognise.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "../config/user-message.ts";

const environmentMessage = (action: () => unknown) => userMessage(exitCode.environment, action);

import {
  idxBytes,
  imageBytes,
  labelBytes,
  type SmallDataset,
  withFolder,
  writeDataset,
} from "./idx-files.ts";

const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest("hex");

describe("the bundled MNIST", () => {
  it("has the MD5 of the original files", () => {
    expect(verifyDataset(null)).toEqual({
      trainImages: "6bbc9ace898e44ae57da46a324031adb",
      trainLabels: "a25bea736e30d166cdddb491f175f624",
      testImages: "2646ac647ad5339dbf082846283269ea",
      testLabels: "27ae3e4e09519cfbb04c329615203637",
    });
  });

  it("has 60,000 and 10,000 images of 28 × 28 in 10 classes, and begins with 5 0 4 1 9 and 7 2 1 0 4", () => {
    const { train, test, close } = openDataset(null);
    expect(train).toMatchObject({ count: 60_000, rows: 28, columns: 28, imageSize: 784, classes: 10 });
    expect(test).toMatchObject({ count: 10_000, rows: 28, columns: 28, imageSize: 784, classes: 10 });
    expect([0, 1, 2, 3, 4].map(train.label)).toEqual([5, 0, 4, 1, 9]);
    expect([0, 1, 2, 3, 4].map(test.label)).toEqual([7, 2, 1, 0, 4]);
    close();
  });

  it("stays on disk when it's opened", () => {
    const before = process.memoryUsage().arrayBuffers;
    const { close } = openDataset(null);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
    close();
  });

  it("is refused when it isn't the original, with both checksums", () => {
    const files = { trainImages: "a/train", trainLabels: "b", testImages: "c", testLabels: "d" };
    const found = { ...mnistChecksums, trainImages: "0123", testLabels: "4567" };
    expect(environmentMessage(() => requireChecksums(files, found, mnistChecksums))).toBe(
      "a/train: expected the MD5 checksum 6bbc9ace898e44ae57da46a324031adb, found 0123; restore the original with `npm ci`\n" +
        "d: expected the MD5 checksum 27ae3e4e09519cfbb04c329615203637, found 4567; restore the original with `npm ci`",
    );
    expect(() => requireChecksums(files, mnistChecksums, mnistChecksums)).not.toThrow();
  });
});

describe("a user's folder", () => {
  it("may mix spellings and gzip; its identity is the MD5 of the uncompressed contents", () => {
    withFolder((folder) => {
      writeDataset(folder);
      expect(verifyDataset(folder)).toEqual({
        trainImages: md5(imageBytes(3)),
        trainLabels: md5(labelBytes([2, 0, 1])),
        testImages: md5(imageBytes(2)),
        testLabels: md5(labelBytes([1, 3])),
      });
    });
  });

  it("takes classes from the labels of both splits", () => {
    withFolder((folder) => {
      writeDataset(folder);
      const { train, test, close } = openDataset(folder);
      expect(train).toMatchObject({ count: 3, imageSize: 6, classes: 4 });
      expect(test).toMatchObject({ count: 2, imageSize: 6, classes: 4 });
      expect([0, 1, 2].map(train.label)).toEqual([2, 0, 1]);
      const pixels = new Uint8Array(6);
      test.readPixels(1, pixels);
      expect([...pixels]).toEqual([10, 11, 12, 13, 14, 15]);
      expect(() => train.label(3)).toThrow(RangeError);
      close();
    });
  });

  it("prefers the plain file of the standard name", () => {
    withFolder((folder) => {
      writeDataset(folder);
      writeFileSync(join(folder, "t10k-labels-idx1-ubyte"), labelBytes([0, 0]));
      expect(findDataset(folder).paths.testLabels).toBe(join(folder, "t10k-labels-idx1-ubyte"));
    });
  });

  it("is refused in one line if the folder doesn't exist", () => {
    expect(environmentMessage(() => openDataset("no/such/folder"))).toBe(
      "no/such/folder: expected a folder of IDX files or of CIFAR's binary files, found none; name another in dataset.dir, or null for MNIST",
    );
  });

  it("is refused with a line for every missing file", () => {
    withFolder((folder) => {
      writeDataset(folder);
      rmSync(join(folder, "train-images-idx3-ubyte"));
      rmSync(join(folder, "t10k-labels-idx1-ubyte.gz"));
      const remedy =
        "put the file there (`.idx` for `-idx` and a final `.gz` are fine), or name another folder in dataset.dir";
      expect(environmentMessage(() => verifyDataset(folder))).toBe(
        `${join(folder, "train-images-idx3-ubyte")}: expected an IDX file, found none; ${remedy}\n` +
          `${join(folder, "t10k-labels-idx1-ubyte")}: expected an IDX file, found none; ${remedy}`,
      );
    });
  });

  it.each<[string, SmallDataset, RegExp]>([
    [
      "a truncated file",
      { trainImages: imageBytes(3).subarray(0, 30) },
      /train-images-idx3-ubyte: expected 34 bytes .* found 30 bytes/,
    ],
    [
      "fewer labels than images",
      { trainLabels: labelBytes([1, 2]) },
      /train-labels.*: expected 3 labels, .* found 2;/,
    ],
    [
      "other image sizes",
      { testImages: idxBytes(0x803, [2, 3, 2], Array(12).fill(0)) },
      /t10k-images.*: expected images of 2 × 3 .* found 3 × 2;/,
    ],
  ])("is refused for %s, by verifying and by opening", (_problem, replaced, message) => {
    withFolder((folder) => {
      writeDataset(folder, replaced);
      expect(environmentMessage(() => verifyDataset(folder))).toMatch(message);
      expect(environmentMessage(() => openDataset(folder))).toMatch(message);
    });
  });
});
