import { exitCode, UserError } from "../errors.ts";
import type { NamedTensor } from "./safetensors.ts";

/** `a_{l+1} = x_l W_l + b_l` as a file holds it. */
export interface StoredLayer {
  readonly fanIn: number;
  readonly fanOut: number;
  /** `W_l` [fan-in, fan-out], row-major. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly weightName: string;
}

/** The network that a file holds. */
export interface StoredNetwork {
  /** `[n_0 … n_L]`. */
  readonly sizes: readonly number[];
  readonly layers: readonly StoredLayer[];
  /** Tensors of other names, for energies that have more parameters than weights and biases. */
  readonly others: ReadonlyMap<string, NamedTensor>;
}

/** One convention of naming. */
interface Naming {
  /** What comes before or after the layer's own name. */
  readonly weight: RegExp;
  readonly bias: (key: string) => string;
  /** Whether `W` is stored as fan-out × fan-in. */
  readonly transposed: boolean;
}

const namings: readonly Naming[] = [
  { weight: /^(.+)\.weight$/, bias: (key) => `${key}.bias`, transposed: true },
  { weight: /^W_(\d+)$/, bias: (key) => `b_${key}`, transposed: false },
];

/** `fc2` before `fc10`; the same order whatever the locale. */
const byNumbers = (a: string, b: string): number => {
  const [first, second] = [a, b].map((name) => name.split(/(\d+)/)) as [string[], string[]];
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const [x, y] = [first[i]!, second[i]!];
    if (x === y) continue;
    if (i % 2 === 1 && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return first.length - second.length;
};

/**
 * Arranges tensors as the layers of a network, in the order of the numbers in their names: PyTorch's `….weight`
 * [fan-out, fan-in] and `….bias`, or our `W_0` [fan-in, fan-out] and `b_0`. Throws `UserError` (usage) when one is missing or
 * the shapes do not chain.
 */
export const arrangeLayers = (tensors: readonly NamedTensor[], file: string): StoredNetwork => {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const naming = namings.find(({ weight }) => tensors.some(({ name }) => weight.test(name)));
  if (naming === undefined) {
    const found = tensors.length === 0 ? "no tensor" : tensors.map(({ name }) => name).join(", ");
    throw usage(
      file,
      `expected tensors named 0.weight, 0.bias, … or W_0, b_0, …, found ${found}; rename them`,
    );
  }
  const used = new Set<string>();
  const layers = tensors
    .flatMap(({ name }) => naming.weight.exec(name)?.[1] ?? [])
    .sort(byNumbers)
    .map((key) => {
      const weight = tensors.find(({ name }) => naming.weight.exec(name)?.[1] === key)!;
      const bias = byName.get(naming.bias(key));
      used.add(weight.name).add(naming.bias(key));
      if (bias === undefined) {
        const remedy = "save a bias for each layer, of zeros if it has none";
        throw usage(file, `expected ${naming.bias(key)} beside ${weight.name}, found none; ${remedy}`);
      }
      return storedLayer(weight, bias, naming.transposed, file);
    });
  layers.slice(1).forEach((layer, l) => {
    const below = layers[l]!;
    if (layer.fanIn === below.fanOut) return;
    throw usage(
      file,
      `expected ${layer.weightName} to take the ${below.fanOut} units of ${below.weightName}, found ${layer.fanIn}; ` +
        "number the layers from the input to the output",
    );
  });
  const others = new Map([...byName].filter(([name]) => !used.has(name)));
  return { sizes: [layers[0]!.fanIn, ...layers.map(({ fanOut }) => fanOut)], layers, others };
};

const storedLayer = (
  weight: NamedTensor,
  bias: NamedTensor,
  transposed: boolean,
  file: string,
): StoredLayer => {
  const [rows, columns] = weight.shape;
  if (weight.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw usage(
      file,
      `expected two dimensions in ${weight.name}, found [${weight.shape.join(", ")}]; only layers with a matrix of weights can be used`,
    );
  }
  const [fanIn, fanOut] = transposed ? [columns, rows] : [rows, columns];
  if (bias.shape.length !== 1 || bias.shape[0] !== fanOut) {
    throw usage(
      file,
      `expected [${fanOut}] in ${bias.name}, as ${weight.name} has, found [${bias.shape.join(", ")}]; save them from one layer`,
    );
  }
  const weights = new Float64Array(fanIn * fanOut);
  for (let i = 0; i < fanIn; i++) {
    for (let j = 0; j < fanOut; j++) {
      weights[i * fanOut + j] = weight.values[transposed ? j * fanIn + i : i * fanOut + j]!;
    }
  }
  return { fanIn, fanOut, weights, bias: Float64Array.from(bias.values), weightName: weight.name };
};

const usage = (file: string, message: string): UserError =>
  new UserError(exitCode.usage, `${file}: ${message}`);
