import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startingState } from "../../src/random/seeding.ts";
import { createStream, type Purpose, permutation } from "../../src/random/stream.ts";
import { documentedBatches, documentedStream, vectors } from "./documented.ts";

// Oracle: the algorithm as docs/reproduction.md describes it, written once more (`documented.ts`). The test vectors of that page
// were computed by a third program, in Python.

const seeds = [0, 1, 2, 19, 12345, 2 ** 31, 2 ** 32 - 1];
const purposes: readonly Purpose[] = ["parameters", "order", "energy", "feedback"];

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
  it.each(seeds)("seed %d: each purpose has the stream that the page describes", (seed) => {
    for (const purpose of purposes) {
      const expected = documentedStream(purpose, seed);
      expect(draws(seed, purpose, 20)).toEqual(Array.from({ length: 20 }, expected.uniform));
    }
  });

  it("has the test vectors of the page", () => {
    expect(Object.keys(vectors.states).length).toBeGreaterThan(2);
    for (const [name, numbers] of Object.entries(vectors.uniform)) {
      const [purpose, seed] = name.split(" ") as [Purpose, string];
      expect(draws(Number(seed), purpose, numbers.length)).toEqual(numbers);
      const state = startingState(purpose, Number(seed)).map((word) => word.toString(16).padStart(16, "0"));
      expect(state).toEqual(vectors.states[name]);
    }
    expect([...permutation(10, createStream(0, "order"))]).toEqual(vectors.order.ten);
    const order = createStream(0, "order");
    expect([...permutation(50_000, order).slice(0, 8)]).toEqual(vectors.order.first);
    expect([...permutation(50_000, order).slice(0, 8)]).toEqual(vectors.order.second);
  });

  it("the batches of two epochs are as the page says, the last of each shorter", () => {
    const order = createStream(7, "order");
    const expected = documentedBatches(7, 50, 16, 2);
    expect(expected.map((epoch) => epoch.map((batch) => batch.length))).toEqual([
      [16, 16, 16, 2],
      [16, 16, 16, 2],
    ]);
    expect([0, 1].map(() => [...permutation(50, order)])).toEqual(expected.map((epoch) => epoch.flat()));
  });

  it("signs of W_0 have nothing to do with each other over seeds, in pairs, triples and quadruples", () => {
    // xoroshiro128+ jumped by fixed amounts from linear seeds had quadruples with a mean product of signs of 0.138, z = 44.
    const count = 20_000;
    const signs = Array.from({ length: 8 }, (_, seed) =>
      draws(seed, "parameters", count).map((value) => (value < 0.5 ? -1 : 1)),
    );
    const deviations: number[] = [];
    for (let subset = 1; subset < 2 ** signs.length; subset++) {
      const chosen = signs.filter((_, seed) => (subset >> seed) & 1);
      if (chosen.length < 2 || chosen.length > 4) continue;
      let sum = 0;
      for (let k = 0; k < count; k++) sum += chosen.reduce((product, one) => product * one[k]!, 1);
      deviations.push(Math.abs(sum) / Math.sqrt(count));
    }
    expect(deviations.length).toBe(28 + 56 + 70);
    // The largest of 154 normal deviations is above 4.5 once in a thousand.
    expect(Math.max(...deviations)).toBeLessThan(4.5);
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
