import { exitCode, UserError } from "../errors.ts";
import { foreignPart } from "./foreign-parts.ts";
import { inOrder } from "./order.ts";
import type { NamedTensor } from "./safetensors.ts";

/** The weights and bias of a layer as a file holds them. */
export interface StoredLayer {
  readonly kind: "dense" | "convolution";
  /** Units of a dense layer, channels of a convolution. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Of a convolution's kernel, in both directions; 1 for a dense layer. */
  readonly size: number;
  /** `W_l` [fan-in, fan-out], or a kernel [out, in, size, size], row-major. */
  readonly weights: Float64Array;
  /** `b_l` [fan-out], or null for a layer without. */
  readonly bias: Float64Array | null;
  /** The name in the file without `.weight`: `fc1`, `net.0`; of ours `0`. */
  readonly key: string;
  readonly weightName: string;
}

/** The network that a file holds. */
export interface StoredNetwork {
  /** From the input to the output, in the order that was used. */
  readonly layers: readonly StoredLayer[];
  /** `[n_0 … n_L]` of a chain of dense layers; null with convolutions, whose images a file doesn't tell. */
  readonly sizes: readonly number[] | null;
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

/**
 * Arranges tensors as the layers of a network: PyTorch's `….weight` [fan-out, fan-in] or [out, in, size, size] and `….bias`, or our
 * `W_0` [fan-in, fan-out] and `b_0`; a layer may be without bias. Their order is that of `inOrder`. Throws `UserError` (usage) when it
 * can't be told, when the shapes do not chain, and for parts that these networks don't have.
 */
export const arrangeLayers = (
  tensors: readonly NamedTensor[],
  file: string,
  order: readonly string[] | null = null,
): StoredNetwork => {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const foreign = foreignPart(tensors);
  if (foreign !== null) throw usage(file, foreign);
  const naming = namings.find(({ weight }) => tensors.some(({ name }) => weight.test(name)));
  if (naming === undefined) {
    const found = tensors.length === 0 ? "no tensor" : tensors.map(({ name }) => name).join(", ");
    throw usage(
      file,
      `expected tensors named 0.weight, 0.bias, … or W_0, b_0, …, found ${found}; rename them`,
    );
  }
  const used = new Set<string>();
  const stored = tensors.flatMap((weight) => {
    const key = naming.weight.exec(weight.name)?.[1];
    if (key === undefined) return [];
    used.add(weight.name).add(naming.bias(key));
    const layer = storedLayer(key, weight, byName.get(naming.bias(key)) ?? null, naming.transposed, file);
    return [{ key, layer, follows: ({ key: below }: { key: string }) => canFollow(layer, layerOf(below)) }];
  });
  const layerOf = (key: string): StoredLayer => stored.find((each) => each.key === key)!.layer;
  const layers = inOrder(stored, file, order).map(({ layer }) => layer);
  requireChain(layers, file);
  const others = new Map([...byName].filter(([name]) => !used.has(name)));
  const dense = layers.every(({ kind }) => kind === "dense");
  const sizes = dense ? [layers[0]!.fanIn, ...layers.map(({ fanOut }) => fanOut)] : null;
  return { layers, sizes, others };
};

/** Dense layers above convolutions read all positions of all channels; a convolution never follows a dense layer. */
const canFollow = (layer: StoredLayer, below: StoredLayer): boolean => {
  if (layer.kind === below.kind) return layer.fanIn === below.fanOut;
  return layer.kind === "dense" && layer.fanIn % below.fanOut === 0;
};

const requireChain = (layers: readonly StoredLayer[], file: string): void => {
  layers.slice(1).forEach((layer, l) => {
    const below = layers[l]!;
    if (canFollow(layer, below)) return;
    const unit = below.kind === "dense" ? "units" : "channels";
    throw usage(
      file,
      `expected ${layer.weightName} to take the ${below.fanOut} ${unit} of ${below.weightName}, found ${layer.fanIn}; ` +
        "number the layers from the input to the output",
    );
  });
};

const storedLayer = (
  key: string,
  weight: NamedTensor,
  bias: NamedTensor | null,
  transposed: boolean,
  file: string,
): StoredLayer => {
  const { shape } = weight;
  const convolution = transposed && shape.length === 4;
  if (shape.length !== 2 && !convolution) {
    throw usage(
      file,
      `expected two dimensions in ${weight.name}, or four of a convolution, found [${shape.join(", ")}]; only dense layers and convolutions of images can be used`,
    );
  }
  if (convolution && shape[2] !== shape[3]) {
    throw usage(
      file,
      `expected a square kernel in ${weight.name}, found ${shape[2]} × ${shape[3]}; such a network can't be used`,
    );
  }
  const [first, second] = shape as [number, number];
  const [fanIn, fanOut] = transposed ? [second, first] : [first, second];
  if (bias !== null && (bias.shape.length !== 1 || bias.shape[0] !== fanOut)) {
    throw usage(
      file,
      `expected [${fanOut}] in ${bias.name}, as ${weight.name} has, found [${bias.shape.join(", ")}]; save them from one layer`,
    );
  }
  const flip = transposed && !convolution;
  const weights = flip
    ? Float64Array.from(
        { length: fanIn * fanOut },
        (_, k) => weight.values[(k % fanOut) * fanIn + Math.floor(k / fanOut)]!,
      )
    : Float64Array.from(weight.values);
  return {
    kind: convolution ? "convolution" : "dense",
    fanIn,
    fanOut,
    size: convolution ? shape[2]! : 1,
    weights,
    bias: bias && Float64Array.from(bias.values),
    key,
    weightName: weight.name,
  };
};

const usage = (file: string, message: string): UserError =>
  new UserError(exitCode.usage, `${file}: ${message}`);
