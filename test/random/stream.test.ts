import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStream, type Purpose, permutation } from "../../src/random/stream.ts";

// Oracle: xoroshiro128+ 1.0 as Blackman and Vigna publish it (prng.di.unimi.it/xoroshiro128plus.c, rotations 24, 16, 37),
// in 64-bit integers, from pure-rand's documented starting state.

const mask = (1n << 64n) - 1n;
const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (64n - k))) & mask;

const reference = (seed: number, jumps: number) => {
  let s0 = (0xffffffffn << 32n) | BigInt(~seed >>> 0);
  let s1 = BigInt(seed >>> 0) << 32n;
  const next = (): bigint => {
    const result = (s0 + s1) & mask;
    const mixed = s1 ^ s0;
    s0 = rotate(s0, 24n) ^ mixed ^ ((mixed << 16n) & mask);
    s1 = rotate(mixed, 37n);
    return result;
  };
  const jump = (): void => {
    let [j0, j1] = [0n, 0n];
    for (const word of [0xdf900294d8f554a5n, 0x170865df4b3201fcn]) {
      for (let bit = 0n; bit < 64n; bit++) {
        if ((word >> bit) & 1n) {
          j0 ^= s0;
          j1 ^= s1;
        }
        next();
      }
    }
    [s0, s1] = [j0, j1];
  };
  for (let i = 0; i < jumps; i++) jump();
  /** The low 32 bits of a draw, which is what pure-rand hands out. */
  const low = (): number => Number(next() & 0xffffffffn);
  return {
    uniform: (): number => {
      const high = low() % 2 ** 26;
      return (high * 2 ** 27 + (low() % 2 ** 27)) / 2 ** 53;
    },
  };
};

const seeds = [0, 1, 2, 19, 12345, 2 ** 31, 2 ** 32 - 1];
const purposes: readonly Purpose[] = ["parameters", "order", "energy"];

const draws = (seed: number, purpose: Purpose, count: number): number[] => {
  const stream = createStream(seed, purpose);
  return Array.from({ length: count }, stream.uniform);
};

const correlation = (x: readonly number[], y: readonly number[]): number => {
  const centred = (values: readonly number[]) => values.map((value) => value - 0.5);
  const [a, b] = [centred(x), centred(y)];
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

describe("random streams", () => {
  it.each(seeds)("seed %d: one jump for parameters, two for the order, three for an energy's own", (seed) => {
    purposes.forEach((purpose, i) => {
      const expected = reference(seed, i + 1);
      expect(draws(seed, purpose, 20)).toEqual(Array.from({ length: 20 }, expected.uniform));
    });
  });

  it("draws fill [0, 1) evenly", () => {
    const count = 64_000;
    for (const purpose of purposes) {
      const values = draws(7, purpose, count);
      expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
      const bins = new Array<number>(64).fill(0);
      for (const value of values) bins[Math.floor(value * 64)]! += 1;
      const chiSquared = bins.reduce((sum, found) => sum + (found - 1000) ** 2 / 1000, 0);
      // 63 degrees of freedom: mean 63, standard deviation √126; five of them.
      expect(chiSquared).toBeLessThan(63 + 5 * Math.sqrt(126));
      expect(chiSquared).toBeGreaterThan(63 - 5 * Math.sqrt(126));
    }
  });

  it("neighbouring draws, seeds and purposes have nothing to do with each other", () => {
    const count = 20_000;
    // The correlation of independent draws has a standard deviation of 1/√count.
    const limit = 5 / Math.sqrt(count);
    const one = draws(3, "parameters", count + 1);
    expect(Math.abs(correlation(one.slice(0, count), one.slice(1)))).toBeLessThan(limit);
    expect(Math.abs(correlation(one.slice(0, count), draws(4, "parameters", count)))).toBeLessThan(limit);
    expect(Math.abs(correlation(one.slice(0, count), draws(3, "order", count)))).toBeLessThan(limit);
  });

  it("the first draws of a thousand neighbouring seeds are spread evenly", () => {
    const first = Array.from({ length: 1000 }, (_, seed) => draws(seed, "parameters", 1)[0]!);
    const average = first.reduce((sum, value) => sum + value, 0) / 1000;
    expect(Math.abs(average - 0.5)).toBeLessThan(5 / Math.sqrt(12 * 1000));
    expect(new Set(first).size).toBe(1000);
    expect(Math.abs(correlation(first.slice(0, 999), first.slice(1)))).toBeLessThan(5 / Math.sqrt(999));
  });
});

describe("permutation", () => {
  it("holds every number once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (count, seed) => {
        const order = permutation(count, createStream(seed, "order"));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("each of the 24 orders of four comes equally often", () => {
    const stream = createStream(5, "order");
    const found = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = permutation(4, stream).join("");
      found.set(order, (found.get(order) ?? 0) + 1);
    }
    expect(found.size).toBe(24);
    const chiSquared = [...found.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 23 degrees of freedom.
    expect(chiSquared).toBeLessThan(23 + 5 * Math.sqrt(46));
  });

  it("a stream goes on: the second epoch has another order", () => {
    const stream = createStream(0, "order");
    expect([...permutation(50, stream)]).not.toEqual([...permutation(50, stream)]);
  });
});
