import type { NamedTensor } from "./safetensors.ts";

/** A part of a network that ours don't have: the tensors it shows by, and what to do about it. */
interface ForeignPart {
  readonly shows: (tensor: NamedTensor, names: ReadonlySet<string>) => boolean;
  readonly message: (name: string) => string;
}

const layerOf = (name: string): string => name.replace(/\.[^.]*$/, "");

const parts: readonly ForeignPart[] = [
  {
    shows: ({ name }) => /\.?(running_mean|running_var|num_batches_tracked)$/.test(name),
    message: (name) =>
      `expected weights and biases of layers alone, found a batch normalisation (${name}); fold it into the layer before it, in PyTorch with torch.nn.utils.fusion.fuse_conv_bn_eval or fuse_linear_bn_eval, or train without`,
  },
  {
    shows: ({ name }) => /(\.weight_[gv]|\.parametrizations\.weight\.original\d*)$/.test(name),
    message: (name) =>
      `expected weights, found the two parts of a weight normalisation (${name}); put them together before saving, in PyTorch with torch.nn.utils.parametrize.remove_parametrizations or remove_weight_norm`,
  },
  {
    shows: ({ name, shape }, names) =>
      name.endsWith(".weight") && shape.length === 1 && !names.has(`${layerOf(name)}.bias`),
    message: (name) =>
      `expected activations without parameters, found the slopes of a PReLU (${name}); leaky-relu has a fixed slope of 0.01`,
  },
  {
    shows: ({ name, shape }, names) =>
      name.endsWith(".weight") && shape.length === 1 && names.has(`${layerOf(name)}.bias`),
    message: (name) =>
      `expected weights with two dimensions or four, found the scales of a normalisation (${name}), which these networks do not have; train without`,
  },
];

/** Says which part of the network can't be used, and why; null if there is none. */
export const foreignPart = (tensors: readonly NamedTensor[]): string | null => {
  const names = new Set(tensors.map(({ name }) => name));
  for (const { shows, message } of parts) {
    const found = tensors.find((tensor) => shows(tensor, names));
    if (found !== undefined) return message(found.name);
  }
  return null;
};
