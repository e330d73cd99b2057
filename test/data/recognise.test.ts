import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Dataset, datasetText, openDataset, verifyDataset } from "../../src/data/dataset.ts";
import { findDataset } from "../../src/data/recognise.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "../config/user-message.ts";
import { idxBytes, labelBytes, withFolder, writeDataset } from "./idx-files.ts";
import { records, writeCifar10, writeEmnist } from "./image-sets.ts";

const environmentMessage = (action: () => unknown) => userMessage(exitCode.environment, action);

/** Opens, uses and closes. */
const opened = <Result>(dir: string, use: (dataset: Dataset) => Result): Result => {
  const dataset = openDataset(dir);
  try {
    return use(dataset);
  } finally {
    dataset.close();
  }
};

const pixelsOf = ({ train }: Dataset, index: number): number[] => {
  const pixels = new Uint8Array(train.imageSize);
  train.readPixels(index, pixels);
  return [...pixels];
};

describe("what a folder holds is recognised", () => {
  it("CIFAR-10: the batches one after another, the label before each image", () => {
    withFolder((folder) => {
      writeCifar10(folder);
      opened(folder, (dataset) => {
        expect(datasetText(dataset)).toBe(
          "CIFAR-10: 3 training and 1 test images of 3 × 32 × 32 in 10 classes",
        );
        expect([0, 1, 2].map(dataset.train.label)).toEqual([3, 9, 0]);
        expect(dataset.test.label(0)).toBe(1);
        expect([0, 1, 2].map((index) => pixelsOf(dataset, index).slice(0, 3))).toEqual([
          [10, 11, 12],
          [11, 12, 13],
          [100, 101, 102],
        ]);
        expect(pixelsOf(dataset, 1).at(-1)).toBe((11 + 3071) % 256);
        expect(() => dataset.train.readPixels(3, new Uint8Array(3072))).toThrow(RangeError);
      });
      expect(Object.keys(verifyDataset(folder))).toEqual([
        "data_batch_1.bin",
        "data_batch_2.bin",
        "test_batch.bin",
      ]);
    });
  });

  it("CIFAR-100: the fine label, which is the second, in a folder below", () => {
    withFolder((folder) => {
      mkdirSync(join(folder, "cifar-100-binary"));
      writeFileSync(
        join(folder, "cifar-100-binary/train.bin"),
        records([
          [4, 99],
          [1, 0],
        ]),
      );
      writeFileSync(join(folder, "cifar-100-binary/test.bin"), records([[2, 50]]));
      opened(folder, (dataset) => {
        expect(dataset).toMatchObject({ name: "CIFAR-100", train: { classes: 100, channels: 3, count: 2 } });
        expect([0, 1].map(dataset.train.label)).toEqual([99, 0]);
        expect(pixelsOf(dataset, 1)[0]).toBe(1);
      });
    });
  });

  it("Fashion-MNIST as torchvision puts it, named by the folder above `raw`", () => {
    withFolder((folder) => {
      mkdirSync(join(folder, "FashionMNIST/raw"), { recursive: true });
      writeDataset(join(folder, "FashionMNIST/raw"));
      for (const dir of [folder, join(folder, "FashionMNIST"), join(folder, "FashionMNIST/raw")]) {
        expect(findDataset(dir)).toMatchObject({ name: "FashionMNIST", format: "IDX" });
      }
    });
  });

  it("names that begin alike, as in EMNIST; of several sets the one that is named", () => {
    withFolder((folder) => {
      writeEmnist(folder, "letters");
      opened(folder, ({ name, train }) => {
        expect([name, train.classes, train.count]).toEqual(["emnist-letters", 27, 3]);
      });
      writeEmnist(folder, "digits");
      expect(environmentMessage(() => findDataset(folder))).toBe(
        `${folder}: expected one dataset, found 2; name one of them in dataset.dir: ${join(folder, "emnist-digits")}, ${join(folder, "emnist-letters")}`,
      );
      expect(findDataset(join(folder, "emnist-digits"))).toMatchObject({ name: "emnist-digits" });
      rmSync(join(folder, "emnist-digits-test-labels-idx1-ubyte.gz"));
      expect(environmentMessage(() => findDataset(join(folder, "emnist-digits")))).toContain(
        `${join(folder, "emnist-digits-test-labels-idx1-ubyte")}: expected an IDX file, found none`,
      );
    });
  });

  it("colour in IDX, channels first or last", () => {
    const first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const last = [1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12];
    for (const [dimensions, contents] of [
      [[1, 3, 2, 2], first],
      [[1, 2, 2, 3], last],
    ] as const) {
      withFolder((folder) => {
        const images = idxBytes(0x804, dimensions, contents);
        writeDataset(folder, {
          trainImages: images,
          trainLabels: labelBytes([1]),
          testImages: images,
          testLabels: labelBytes([0]),
        });
        opened(folder, (dataset) => {
          expect(dataset.train).toMatchObject({ channels: 3, rows: 2, columns: 2, imageSize: 12 });
          expect(pixelsOf(dataset, 0)).toEqual(first);
        });
      });
    }
  });
});

describe("what can't be used is refused with a reason", () => {
  it("CIFAR for Python", () => {
    withFolder((folder) => {
      mkdirSync(join(folder, "cifar-10-batches-py"));
      for (const name of ["batches.meta", "data_batch_1", "test_batch"]) {
        writeFileSync(join(folder, "cifar-10-batches-py", name), "pickle");
      }
      expect(environmentMessage(() => openDataset(folder))).toMatch(
        /cifar-10-batches-py: expected CIFAR's binary files .*, found those for Python; download the binary version$/,
      );
    });
  });

  it("a part of CIFAR-10", () => {
    withFolder((folder) => {
      writeCifar10(folder);
      rmSync(join(folder, "test_batch.bin"));
      expect(environmentMessage(() => openDataset(folder))).toMatch(
        /found data_batch_1.bin, data_batch_2.bin;/,
      );
    });
  });

  it.each([
    ["data_batch_2.bin", Buffer.alloc(3072), "expected records of 3073 bytes"],
    ["test_batch.bin", records([[10]]), "expected labels below 10, found 10 for image 0"],
  ])("a damaged %s", (name, bytes, message) => {
    withFolder((folder) => {
      writeCifar10(folder);
      writeFileSync(join(folder, name), bytes);
      expect(environmentMessage(() => openDataset(folder))).toContain(`${join(folder, name)}: ${message}`);
    });
  });

  it("an empty folder, with the names that are expected", () => {
    withFolder((folder) => {
      expect(environmentMessage(() => openDataset(folder))?.split("\n")).toHaveLength(4);
    });
  });
});
