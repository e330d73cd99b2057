// Small sets of images as they are published: their names, formats and folders.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { idxBytes, imageBytes, labelBytes, writeDataset } from "./idx-files.ts";

/** Records of CIFAR: labels, then 3072 bytes that begin with `first`, `first + 1`, … */
export const records = (labels: readonly (readonly number[])[], first = 0): Buffer =>
  Buffer.concat(
    labels.map((label, i) =>
      Buffer.concat([
        Buffer.from(label),
        Buffer.from(Array.from({ length: 3072 }, (_, k) => (first + i + k) % 256)),
      ]),
    ),
  );

export const writeCifar10 = (folder: string): void => {
  writeFileSync(join(folder, "data_batch_1.bin"), records([[3], [9]], 10));
  writeFileSync(join(folder, "data_batch_2.bin"), records([[0]], 100));
  writeFileSync(join(folder, "test_batch.bin"), records([[1]]));
};

export const writeEmnist = (folder: string, set: string): void => {
  writeFileSync(join(folder, `emnist-${set}-train-images-idx3-ubyte.gz`), gzipSync(imageBytes(3)));
  writeFileSync(join(folder, `emnist-${set}-train-labels-idx1-ubyte.gz`), gzipSync(labelBytes([2, 26, 1])));
  writeFileSync(join(folder, `emnist-${set}-test-images-idx3-ubyte.gz`), gzipSync(imageBytes(2)));
  writeFileSync(join(folder, `emnist-${set}-test-labels-idx1-ubyte.gz`), gzipSync(labelBytes([1, 3])));
};

/** CIFAR-100 in the folder that its archive has: the coarse label, then the fine one. */
export const writeCifar100 = (folder: string): void => {
  const place = join(folder, "cifar-100-binary");
  mkdirSync(place);
  writeFileSync(
    join(place, "train.bin"),
    records(
      [
        [4, 99],
        [1, 0],
        [2, 7],
      ],
      20,
    ),
  );
  writeFileSync(join(place, "test.bin"), records([[2, 50]]));
};

/** Fashion-MNIST where torchvision puts it. */
export const writeFashion = (folder: string): void => {
  mkdirSync(join(folder, "FashionMNIST/raw"), { recursive: true });
  writeDataset(join(folder, "FashionMNIST/raw"));
};

/** Three training images and one test image of 3 × 2 × 2 in IDX of four dimensions, channels last. */
export const writeColourIdx = (folder: string): void => {
  const bytes = (count: number): Buffer =>
    idxBytes(
      0x804,
      [count, 2, 2, 3],
      Array.from({ length: 12 * count }, (_, k) => (20 * k) % 256),
    );
  writeDataset(folder, {
    trainImages: bytes(3),
    trainLabels: labelBytes([1, 0, 1]),
    testImages: bytes(1),
    testLabels: labelBytes([0]),
  });
};
