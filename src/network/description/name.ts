import { activations } from "../activation.ts";
import type { Layer, Network } from "../network.ts";

/** A layer in a word: `64`, `conv 8`, `pool 2`; that of the first connection that is no skip. */
const wordOf = ({ incoming }: Layer): string =>
  (incoming.find(({ map }) => map.kind !== "identity") ?? incoming[0]!).map.label;

/** How often each word follows itself. */
const runs = (words: readonly string[]): { readonly word: string; readonly times: number }[] => {
  const found: { word: string; times: number }[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last?.word === word) last.times++;
    else found.push({ word, times: 1 });
  }
  return found;
};

/** Its layers alone: `784-256×16-10`, `conv 8·16 → 64 → 10`. */
const layersText = ({ input, layers, sizes }: Network): string => {
  const words = layers.map(wordOf);
  const dense = layers.every(({ incoming }) =>
    incoming.every(({ map }) => map.kind === "dense" || map.kind === "identity"),
  );
  if (dense && input.length === 1) {
    return [
      String(sizes[0]),
      ...runs(words).flatMap(({ word, times }) =>
        times < 3 ? Array<string>(times).fill(word) : [`${word}×${times}`],
      ),
    ].join("-");
  }
  const grouped: string[] = [];
  let before = "";
  for (const word of words) {
    const [kind, count] = word.includes(" ") ? (word.split(" ") as [string, string]) : ["", word];
    if (kind !== "" && kind === before) grouped.push(`${grouped.pop()}·${count}`);
    else grouped.push(word);
    before = kind;
  }
  return runs(grouped)
    .map(({ word, times }) => (times === 1 ? word : `${word} ×${times}`))
    .join(" → ");
};

/** `residual`: the layer below comes through as it is, too. `with skips`: some layer reads another than the one below. */
const wiringText = (network: Network): string | null => {
  const isResidual = ({ incoming }: Layer): boolean =>
    incoming.length > 1 && incoming.some(({ map }) => map.kind === "identity");
  if (network.layers.some(isResidual)) return "residual";
  const skips = ({ incoming }: Layer, i: number): boolean => incoming.some(({ from }) => from !== i);
  return network.layers.some(skips) ? "with skips" : null;
};

const parameterisationTexts = { standard: null, ntp: "NTP", mup: "μP" } as const;

/**
 * A short name for charts, tables and messages: of dense chains their sizes, `784-128-64-10`, with runs of three and more as
 * `784-256×16-10`; of others their layers, `conv 8·16 → 64 → 10`; and what else makes it another network than a chain of these:
 * `784-64×65-10 residual μP`.
 */
export const shortName = (network: Network): string =>
  [layersText(network), wiringText(network), parameterisationTexts[network.parameterisation]]
    .filter((text) => text !== null)
    .join(" ");

/** `784-128-64-10 ReLU network`, `784-64×65-10 residual μP tanh network`. */
export const networkText = (network: Network): string =>
  `${shortName(network)} ${activations[network.activation].label} network`;
