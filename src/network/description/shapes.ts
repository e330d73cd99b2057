import type { Incoming, Layer, Network } from "../network.ts";
import { shownShape } from "../shape.ts";

/** A layer's connections in words: `conv 8`, `skip + 64`, `10 from 1`; what comes from the layer below goes without saying. */
const connectionText = ({ map, from, before }: Incoming, l: number): string =>
  `${map.label}${before === "linear" ? "" : ` of ${before}`}${from === l - 1 ? "" : ` from ${from === 0 ? "the input" : from}`}`;

const wordsOf = (layer: Layer, l: number): readonly [string, string, string] => [
  layer.incoming.map((incoming) => connectionText(incoming, l)).join(" + "),
  shownShape(layer.shape),
  `${layer.activation}${layer.bias === "none" ? ", no bias" : ""}`,
];

/** Number, connections, shape and activation of each layer, the input's first; equal ones in a row once, `2…65`. */
export const shapesOfLayers = ({ input, layers }: Network): readonly (readonly string[])[] => {
  const groups: { from: number; to: number; words: readonly string[] }[] = [];
  layers.forEach((layer, i) => {
    const words = wordsOf(layer, i + 1);
    const last = groups.at(-1);
    if (last?.words.join("|") === words.join("|")) last.to = i + 1;
    else groups.push({ from: i + 1, to: i + 1, words });
  });
  return [
    ["0", "input", shownShape(input), ""],
    ...groups.map(({ from, to, words }) => [from === to ? `${from}` : `${from}…${to}`, ...words]),
  ];
};
