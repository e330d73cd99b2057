// The random numbers of a seed as docs/reproduction.md describes them, written once more from its words in 64-bit integers, so that what a
// reader of that page would write is what the program is compared with: FNV-1a and SplitMix64 for the start, xoroshiro128+ 1.0 as Blackman
// and Vigna publish it (prng.di.unimi.it/xoroshiro128plus.c, rotations 24, 16, 37).

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const page = readFileSync(fileURLToPath(new URL("../../docs/reproduction.md", import.meta.url)), "utf8");
export const initialisations = ["pytorch-default", "xavier-uniform", "he-normal"] as const;
type Documented = (typeof initialisations)[number];
/** The test vectors of the page. */
export const vectors = JSON.parse(/```json streams\n([\s\S]*?)```/.exec(page)![1]!) as {
  readonly states: Readonly<Record<string, readonly [string, string]>>;
  readonly uniform: Readonly<Record<string, readonly number[]>>;
  readonly parameters: Readonly<Record<Documented, Readonly<Record<"first" | "last" | "biases", number[]>>>>;
  readonly order: { readonly ten: number[]; readonly first: number[]; readonly second: number[] };
};

const mask = (1n << 64n) - 1n;
const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (64n - k))) & mask;

export interface DocumentedStream {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** An integer below n. */
  readonly integer: (n: number) => number;
  /** N(0, 1). */
  readonly normal: () => number;
}

/** The words of a stream, one after another. */
const wordsOf = (purpose: string, seed: number): (() => number) => {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(`${purpose} ${seed}`))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask;
  const mixed = (): bigint => {
    hash = (hash + 0x9e3779b97f4a7c15n) & mask;
    let z = hash;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  let [s0, s1] = [mixed(), mixed()];
  return () => {
    const result = (s0 + s1) & mask;
    const both = s1 ^ s0;
    s0 = rotate(s0, 24n) ^ both ^ ((both << 16n) & mask);
    s1 = rotate(both, 37n);
    return Number(result & 0xffffffffn);
  };
};

/** Words that have been drawn: the three initialisations of a seed begin with the same. */
const drawn = new Map<string, { readonly next: () => number; readonly words: number[] }>();

/** Steps 1 and 2 of the page. */
export const documentedStream = (purpose: string, seed: number): DocumentedStream => {
  const name = `${purpose} ${seed}`;
  const { next, words } = drawn.get(name) ?? { next: wordsOf(purpose, seed), words: [] };
  drawn.set(name, { next, words });
  let place = 0;
  const word = (): number => {
    if (place === words.length) words.push(next());
    return words[place++]!;
  };
  const uniform = (): number => {
    const [a, b] = [word(), word()];
    return (a % 2 ** 26) / 2 ** 26 + (b % 2 ** 27) / 2 ** 53;
  };
  const spare: number[] = [];
  return {
    uniform,
    integer: (n) => {
      for (;;) {
        const w = (word() ^ 0x80000000) >>> 0;
        if (w < 2 ** 32 - (2 ** 32 % n)) return w % n;
      }
    },
    normal: () => {
      while (spare.length === 0) {
        const [u, v] = [2 * uniform() - 1, 2 * uniform() - 1];
        const s = u * u + v * v;
        if (s === 0 || s >= 1) continue;
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        spare.push(u * factor, v * factor);
      }
      return spare.shift()!;
    },
  };
};

/** Bounds of the entries of W_l and b_l, or their standard deviations, as the page's table has them. */
const sizes = {
  "pytorch-default": { normal: false, of: (into: number) => [1 / Math.sqrt(into), 1 / Math.sqrt(into)] },
  "xavier-uniform": { normal: false, of: (into: number, out: number) => [Math.sqrt(6 / (into + out)), 0] },
  "he-normal": { normal: true, of: (into: number) => [Math.sqrt(2 / into), 0] },
} as const;

/** Step 3: `W_0` [fan-in, fan-out], `b_0`, `W_1`, … of a chain. */
export const documentedParameters = (
  units: readonly number[],
  seed: number,
  initialisation: Documented = "pytorch-default",
): { weights: number[][][]; biases: number[][] } => {
  const { uniform, normal } = documentedStream("parameters", seed);
  const { normal: isNormal, of } = sizes[initialisation];
  const draw = isNormal ? normal : () => 2 * uniform() - 1;
  const weights: number[][][] = [];
  const biases: number[][] = [];
  for (let l = 0; l + 1 < units.length; l++) {
    const [into, out] = [units[l]!, units[l + 1]!];
    const [ofWeights, ofBias] = of(into, out);
    const row = (size: number) => Array.from({ length: out }, () => draw() * size);
    weights.push(Array.from({ length: into }, () => row(ofWeights!)));
    biases.push(row(ofBias!));
  }
  return { weights, biases };
};

/** Step 4: the batches of each epoch, as numbers of training images. */
export const documentedBatches = (
  seed: number,
  images: number,
  batchSize: number,
  epochs: number,
): number[][][] => {
  const { integer } = documentedStream("order", seed);
  return Array.from({ length: epochs }, () => {
    const order = Array.from({ length: images }, (_, i) => i);
    for (let i = images - 1; i > 0; i--) {
      const j = integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return Array.from({ length: Math.ceil(images / batchSize) }, (_, k) =>
      order.slice(k * batchSize, (k + 1) * batchSize),
    );
  });
};
