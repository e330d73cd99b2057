import { type Dataset, openDataset } from "../data/dataset.ts";
import { createLinalg, type Linalg, type Precision } from "../linalg/linalg.ts";
import { kernelBytes } from "./kernel-bytes.ts";

// What a worker process keeps between cells: an engine for each precision, and the open image files.
const engines = new Map<Precision, Linalg>();
const datasets = new Map<string | null, Dataset>();

const remembered = <Key, Value>(memory: Map<Key, Value>, key: Key, make: (key: Key) => Value): Value => {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  memory.set(key, made);
  return made;
};

/** The engine of that precision; a cell frees what it used by working within a scope. */
export const engineOf = (precision: Precision): Linalg =>
  remembered(engines, precision, () => createLinalg(precision, kernelBytes(precision)));

/** The images in that folder, or the bundled MNIST for null. */
export const datasetOf = (dir: string | null): Dataset => remembered(datasets, dir, openDataset);
