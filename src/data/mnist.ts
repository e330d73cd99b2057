import { createHash } from "node:crypto";
import { exitCode, UserError } from "../errors.ts";
import { fileError, openBytes } from "./bytes.ts";
import { type DatasetFiles, datasetFiles, eachRole, type Role } from "./files.ts";
import type { DatasetIdentity } from "./identity.ts";
import { type Images, openImages, openLabels } from "./idx.ts";

/** Labelled images, read one at a time. */
export interface Split {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** Pixels of one image: rows × columns. */
  readonly imageSize: number;
  /** Largest label of the dataset, training and test, + 1: the same for both splits. */
  readonly classes: number;
  readonly label: (index: number) => number;
  /** Fills the first `imageSize` bytes of `into`. */
  readonly readPixels: (index: number, into: Uint8Array) => void;
}

export interface Dataset {
  readonly train: Split;
  readonly test: Split;
  /** Releases the open files. */
  readonly close: () => void;
}

/** MD5 of the four original MNIST files, uncompressed. */
export const mnistChecksums: DatasetIdentity = {
  trainImages: "6bbc9ace898e44ae57da46a324031adb",
  trainLabels: "a25bea736e30d166cdddb491f175f624",
  testImages: "2646ac647ad5339dbf082846283269ea",
  testLabels: "27ae3e4e09519cfbb04c329615203637",
};

/**
 * Identity of the dataset in `dir` (`null`: the bundled MNIST): the MD5 of each file's uncompressed contents.
 * It reads every byte, so it's called once, in the parent process. Throws `UserError` (environment) if a file is
 * missing or malformed, or if the bundled MNIST isn't the original.
 */
export function verifyDataset(dir: string | null): DatasetIdentity {
  const files = datasetFiles(dir);
  const identity = eachRole((role) => checksum(files[role]));
  if (dir === null) requireChecksums(files, identity, mnistChecksums);
  openDataset(dir).close();
  return identity;
}

/** Throws `UserError` (environment) naming each file whose checksum isn't the expected one. */
export function requireChecksums(
  files: DatasetFiles,
  found: DatasetIdentity,
  expected: DatasetIdentity,
): void {
  const altered = (Object.keys(expected) as Role[]).filter((role) => found[role] !== expected[role]);
  if (altered.length === 0) return;
  const line = (role: Role) =>
    `${files[role]}: expected the MD5 checksum ${expected[role]}, found ${found[role]}; restore the original with \`npm ci\``;
  throw new UserError(exitCode.environment, altered.map(line).join("\n"));
}

/** Opens the four files without hashing them. Throws `UserError` (environment) if they don't belong together. */
export function openDataset(dir: string | null): Dataset {
  const files = datasetFiles(dir);
  const trainLabels = openLabels(files.trainLabels);
  const testLabels = openLabels(files.testLabels);
  const classes = 1 + Math.max(largest(trainLabels), largest(testLabels));
  const opened: Images[] = [];
  const close = () => {
    for (const images of opened) images.close();
  };
  try {
    const open = (path: string) => {
      const images = openImages(path);
      opened.push(images);
      return images;
    };
    const train = open(files.trainImages);
    const test = open(files.testImages);
    requireSameCount(files.trainLabels, trainLabels.length, files.trainImages, train.count);
    requireSameCount(files.testLabels, testLabels.length, files.testImages, test.count);
    requireSameShape(files.trainImages, train, files.testImages, test);
    return { train: split(train, trainLabels, classes), test: split(test, testLabels, classes), close };
  } catch (error) {
    close();
    throw error;
  }
}

function split(images: Images, labels: Uint8Array, classes: number): Split {
  return {
    count: images.count,
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
  };
}

/** A reused buffer: the contents are never in memory as a whole, unless they were gzipped. */
function checksum(path: string): string {
  const bytes = openBytes(path);
  const hash = createHash("md5");
  const buffer = new Uint8Array(Math.min(bytes.length, 1 << 20));
  for (let position = 0; position < bytes.length; position += buffer.length) {
    const chunk = buffer.subarray(0, Math.min(buffer.length, bytes.length - position));
    bytes.read(position, chunk);
    hash.update(chunk);
  }
  bytes.close();
  return hash.digest("hex");
}

function requireSameCount(labelsPath: string, labels: number, imagesPath: string, images: number): void {
  if (labels === images) return;
  throw fileError(
    labelsPath,
    `expected ${images} labels, one for each image of ${imagesPath}, found ${labels}; use files of one dataset`,
  );
}

function requireSameShape(trainPath: string, train: Images, testPath: string, test: Images): void {
  if (train.rows === test.rows && train.columns === test.columns) return;
  throw fileError(
    testPath,
    `expected images of ${train.rows} × ${train.columns} pixels as in ${trainPath}, found ${test.rows} × ${test.columns}; use files of one dataset`,
  );
}

function largest(labels: Uint8Array): number {
  return labels.reduce((maximum, label) => Math.max(maximum, label), 0);
}
