import type { Laboratory } from "../../bench/laboratory.ts";
import type { Dataset, Split } from "../../data/dataset.ts";
import { createLinalg, type Linalg, type Precision } from "../../linalg/linalg.ts";

/** Images of the training split with their labels, the first ones of MNIST. */
export interface Digits {
  readonly labels: readonly number[];
  /** [count × 784], bytes. */
  readonly pixels: Uint8Array;
}

const side = 28;
const imageSize = side * side;
const classes = 10;

/** Enough for the largest network of the page, and little enough for a phone. */
const memoryBytes = 2 ** 27;

/** The laboratory of a page: it has the kernels that it is given, some digits, and no files. */
export const openPageLaboratory = (
  kernels: Readonly<Record<Precision, Uint8Array>>,
  digits: Digits,
): Laboratory => {
  const engines = new Map<Precision, Linalg>();
  const absent = (what: string) => () => {
    throw new Error(`a page has no ${what}`);
  };
  return {
    linalg: (precision) => {
      const known = engines.get(precision) ?? createLinalg(precision, kernels[precision], memoryBytes);
      engines.set(precision, known);
      return known;
    },
    dataset: () => datasetOf(digits),
    tensorFlow: absent("TensorFlow.js"),
    module: absent("modules"),
    userModule: absent("modules"),
    weights: absent("stored weights"),
    recent: (_, make) => make(),
    open: async () => {},
    confirm: async () => {},
    close: () => {},
  };
};

const datasetOf = (digits: Digits): Dataset => {
  const train = splitOf(digits);
  return { name: "MNIST", train, test: train, close: () => {} };
};

/** Images as a split of a dataset. */
export const splitOf = ({ labels, pixels }: Digits): Split => ({
  count: labels.length,
  channels: 1,
  rows: side,
  columns: side,
  imageSize,
  classes,
  label: (index) => {
    const label = labels[index];
    if (label === undefined) throw new RangeError(`label ${index} of ${labels.length}`);
    return label;
  },
  readPixels: (index, into) => into.set(pixels.subarray(index * imageSize, (index + 1) * imageSize)),
});
