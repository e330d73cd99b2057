import { exitCode, UserError } from "../../errors.ts";
import type { Settings } from "../../rows/settings.ts";
import type { StoredLayer, StoredNetwork } from "../../weights/layers.ts";

/** Sides of the images that are read, by their channels: MNIST's and CIFAR's. */
const sides: Readonly<Record<number, number>> = { 1: 28, 3: 32 };

/** Paddings of a convolution of stride 1: none, or as much as keeps the size. */
const paddings = {
  "padding 0": () => 0,
  "padding (kernel − 1) / 2": (size: number) => (size - 1) / 2,
} as const;

const isConvolution = ({ kind }: StoredLayer): boolean => kind === "convolution";

/** Units that are left of a side when all convolutions have stride 1. */
const units = (layers: readonly StoredLayer[], side: number, padding: (size: number) => number): number => {
  const convolutions = layers.filter(isConvolution);
  const left = convolutions.reduce((length, { size }) => length + 2 * padding(size) - size + 1, side);
  return left < 1 ? 0 : convolutions.at(-1)!.fanOut * left * left;
};

const described = (layers: readonly StoredLayer[], convolution: (layer: StoredLayer) => Settings) =>
  layers.map((layer): Settings => {
    const bias = layer.bias === null ? { bias: false } : {};
    return isConvolution(layer)
      ? { kind: "convolution", channels: layer.fanOut, kernel: layer.size, ...convolution(layer), ...bias }
      : { kind: "dense", units: layer.fanOut, ...bias };
  });

/**
 * What a file with convolutions says of its network, and what was concluded: with stride 1 everywhere the units that the first dense layer
 * reads tell the padding. A stride of 2 and a pooling leave the same sizes, so that nothing else can be told. Throws `UserError` (usage),
 * with what to write, where neither padding fits, or both do.
 */
export const networkOfConvolutions = (
  file: string,
  { layers }: Pick<StoredNetwork, "layers">,
): { readonly network: Settings; readonly notice: string } => {
  const channels = layers[0]!.fanIn;
  const side = sides[channels];
  const dense = layers.find((layer) => !isConvolution(layer));
  const fitting = Object.entries(paddings).filter(
    ([, padding]) =>
      side !== undefined &&
      dense !== undefined &&
      layers.filter(isConvolution).every(({ size }) => Number.isInteger(padding(size))) &&
      units(layers, side, padding) === dense.fanIn,
  );
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) {
    const [name, padding] = only;
    return {
      network: {
        input: [channels, side!, side!],
        layers: described(layers, ({ size }) => ({ padding: padding(size) })),
      },
      notice: `of the convolutions: stride 1 and ${name}, which lead from images of [${channels}, ${side}, ${side}] to the ${dense!.fanIn} units that ${dense!.key} reads`,
    };
  }
  const reads = dense === undefined ? "the output" : `the ${dense.fanIn} units that ${dense.key} reads`;
  const found =
    fitting.length === 0
      ? "that stride 1 without a pooling does not lead there"
      : "more than one padding that leads there";
  const sample = described(layers, () => ({ stride: "?", padding: "?" }));
  throw new UserError(
    exitCode.usage,
    `${file}: expected convolutions whose strides and paddings follow from ${reads}, found ${found}; write a config, say my.yaml, and run ebm audit my.yaml:\n` +
      `experiment: audit\nloss: cross-entropy\nnetwork:\n  weights: ${file}\n  input: [${channels}, ${side ?? "?"}, ${side ?? "?"}]\n  layers:\n` +
      sample
        .map(
          (layer) =>
            `    - { ${Object.entries(layer)
              .map(([key, value]) => `${key}: ${String(value)}`)
              .join(", ")} }`,
        )
        .join("\n") +
      "\nA pooling is a layer of its own: { kind: average-pooling, size: 2 }.",
  );
};
