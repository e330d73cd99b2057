import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { startingState } from "./seeding.ts";

/** What randomness is drawn for. Each purpose has a stream of its own, so that one never shifts another. */
export type Purpose = "parameters" | "order" | "energy" | "feedback" | "starts";

/** Source of the numbers of one seed and purpose: the only randomness there is. */
export interface Stream {
  /** Uniform in [0, 1), 53 random bits. */
  readonly uniform: () => number;
  /** Uniform integer in [0, below). */
  readonly integer: (below: number) => number;
}

/** xoroshiro128+ (Blackman & Vigna 2018), started at a state that is mixed of purpose and seed. */
export const createStream = (seed: number, purpose: Purpose): Stream => {
  const [s0, s1] = startingState(purpose, seed);
  const words = [s0 >> 32n, s0, s1 >> 32n, s1].map((word) => Number(BigInt.asIntN(32, word)));
  const generator = xoroshiro128plusFromState(words);
  return {
    uniform: () => uniformFloat64(generator),
    integer: (below) => uniformInt(generator, 0, below - 1),
  };
};

/** The numbers 0 … count − 1 in random order (Fisher & Yates 1938). */
export const permutation = (count: number, stream: Stream): Uint32Array => {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
};
