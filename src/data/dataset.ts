import { exitCode, UserError } from "../errors.ts";
import { fileError } from "./bytes.ts";
import { checksum } from "./checksum.ts";
import { cifarFormats, openCifar } from "./cifar.ts";
import type { DatasetIdentity } from "./identity.ts";
import { openImages, openLabels } from "./idx.ts";
import { type Images, imageShape } from "./images.ts";
import { type DatasetFiles, findDataset } from "./recognise.ts";

/** Labelled images, read one at a time. */
export interface Split {
  readonly count: number;
  /** 1 for grey, 3 for colour. */
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  /** Numbers of one image: channels × rows × columns. */
  readonly imageSize: number;
  /** Largest label of the dataset, training and test, + 1, or as many as its format has: the same for both splits. */
  readonly classes: number;
  readonly label: (index: number) => number;
  /** Fills the first `imageSize` bytes of `into`, channel after channel. */
  readonly readPixels: (index: number, into: Uint8Array) => void;
}

export interface Dataset {
  /** `MNIST`, `emnist-letters`, `CIFAR-10`: what the files or their folder are called. */
  readonly name: string;
  readonly train: Split;
  readonly test: Split;
  /** Releases the open files. */
  readonly close: () => void;
}

/** MD5 of the four original MNIST files, uncompressed. */
export const mnistChecksums = {
  trainImages: "6bbc9ace898e44ae57da46a324031adb",
  trainLabels: "a25bea736e30d166cdddb491f175f624",
  testImages: "2646ac647ad5339dbf082846283269ea",
  testLabels: "27ae3e4e09519cfbb04c329615203637",
} as const satisfies DatasetIdentity;

/**
 * Identity of the dataset in `dir` (`null`: the bundled MNIST): the MD5 of each file's uncompressed contents.
 * It reads every byte, so it's called once, in the parent process. Throws `UserError` (environment) if a file is
 * missing or malformed, or if the bundled MNIST isn't the original.
 */
export const verifyDataset = (dir: string | null): DatasetIdentity => {
  const { identity, dataset } = openVerified(dir);
  dataset.close();
  return identity;
};

/** As `verifyDataset`, and the dataset, opened. */
export const openVerified = (
  dir: string | null,
): { readonly identity: DatasetIdentity; readonly dataset: Dataset } => {
  const { paths } = findDataset(dir);
  const identity = Object.fromEntries(Object.entries(paths).map(([part, path]) => [part, checksum(path)]));
  if (dir === null) requireChecksums(paths, identity, mnistChecksums);
  return { identity, dataset: openDataset(dir) };
};

/** Throws `UserError` (environment) naming each file whose checksum isn't the expected one. */
export const requireChecksums = (
  paths: DatasetFiles["paths"],
  found: DatasetIdentity,
  expected: DatasetIdentity,
): void => {
  const altered = Object.keys(expected).filter((part) => found[part] !== expected[part]);
  if (altered.length === 0) return;
  const line = (part: string) =>
    `${paths[part]}: expected the MD5 checksum ${expected[part]}, found ${found[part]}; restore the original with \`npm ci\``;
  throw new UserError(exitCode.environment, altered.map(line).join("\n"));
};

/** Opens the files without hashing them. Throws `UserError` (environment) if they don't belong together. */
export const openDataset = (dir: string | null): Dataset => {
  const files = findDataset(dir);
  return files.format === "IDX" ? openIdx(files) : openCifarDataset(files, files.format);
};

/** What was found, in a line: `CIFAR-10: 50000 training and 10000 test images of 3 × 32 × 32 in 10 classes`. */
export const datasetText = ({ name, train, test }: Dataset): string =>
  `${name}: ${train.count} training and ${test.count} test images of ${imageShape(train)} in ${train.classes} classes`;

const openIdx = ({ name, paths }: DatasetFiles): Dataset => {
  const trainLabels = openLabels(paths.trainLabels!);
  const testLabels = openLabels(paths.testLabels!);
  const classes = 1 + Math.max(largest(trainLabels), largest(testLabels));
  const opened: Images[] = [];
  const close = () => {
    for (const images of opened) images.close();
  };
  try {
    const open = (path: string): Images => {
      const images = openImages(path);
      opened.push(images);
      return images;
    };
    const [train, test] = [open(paths.trainImages!), open(paths.testImages!)];
    requireSameCount(paths.trainLabels!, trainLabels.length, paths.trainImages!, train.count);
    requireSameCount(paths.testLabels!, testLabels.length, paths.testImages!, test.count);
    requireSameShape(paths.trainImages!, train, paths.testImages!, test);
    return { name, train: split(train, trainLabels, classes), test: split(test, testLabels, classes), close };
  } catch (error) {
    close();
    throw error;
  }
};

const openCifarDataset = ({ name, paths }: DatasetFiles, format: keyof typeof cifarFormats): Dataset => {
  const { classes } = cifarFormats[format];
  const [test, ...train] = Object.values(paths).toReversed();
  const training = openCifar(train.reverse(), cifarFormats[format]);
  try {
    const testing = openCifar([test!], cifarFormats[format]);
    return {
      name,
      train: split(training.images, training.labels, classes),
      test: split(testing.images, testing.labels, classes),
      close: () => {
        training.images.close();
        testing.images.close();
      },
    };
  } catch (error) {
    training.images.close();
    throw error;
  }
};

const split = (images: Images, labels: Uint8Array, classes: number): Split => ({
  count: images.count,
  channels: images.channels,
  rows: images.rows,
  columns: images.columns,
  imageSize: images.size,
  classes,
  label: (index) => {
    const label = labels[index];
    if (label === undefined) throw new RangeError(`label ${index} of ${labels.length}`);
    return label;
  },
  readPixels: images.read,
});

const requireSameCount = (labelsPath: string, labels: number, imagesPath: string, images: number): void => {
  if (labels === images) return;
  throw fileError(
    labelsPath,
    `expected ${images} labels, one for each image of ${imagesPath}, found ${labels}; use files of one dataset`,
  );
};

const requireSameShape = (trainPath: string, train: Images, testPath: string, test: Images): void => {
  const [expected, found] = [imageShape(train), imageShape(test)];
  if (expected === found) return;
  throw fileError(
    testPath,
    `expected images of ${expected} pixels as in ${trainPath}, found ${found}; use files of one dataset`,
  );
};

const largest = (labels: Uint8Array): number =>
  labels.reduce((maximum, label) => Math.max(maximum, label), 0);
