// How a stream is started: names and seeds that differ in one bit must not give related states. A generator whose step is linear,
// as xoroshiro128+, keeps every linear relation between its starting states for ever; so they are mixed by what is not linear.

const bits = (value: bigint): bigint => BigInt.asUintN(64, value);

/** FNV-1a, 64 bits, of a text in ASCII (Fowler, Noll & Vo 1991). */
const fnv1a = (text: string): bigint => {
  let hash = 0xcbf29ce484222325n;
  for (const character of text) hash = bits((hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
  return hash;
};

/** SplitMix64 (Steele, Lea & Flood 2014): its next number from the state before. */
const splitMix64 = (state: bigint): bigint => {
  let z = bits(state + 0x9e3779b97f4a7c15n);
  z = bits((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = bits((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
};

const gamma = 0x9e3779b97f4a7c15n;

/**
 * The starting state of the stream `name` of a seed, as `[s0, s1]`: the first two numbers of SplitMix64, started at the FNV-1a hash
 * of the text `<name> <seed>`, such as `parameters 3`. docs/reproduction.md has test vectors.
 */
export const startingState = (name: string, seed: number): readonly [bigint, bigint] => {
  const start = fnv1a(`${name} ${seed}`);
  return [splitMix64(start), splitMix64(start + gamma)];
};
