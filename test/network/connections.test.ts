// Property: each kind of connection is a linear map, its adjoint and its gradient, for random shapes, strides, paddings and scales.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Linalg, Matrix } from "../../src/linalg/linalg.ts";
import type { LinearMap } from "../../src/network/connection/kind.ts";
import { connectionKinds, mapOf } from "../../src/network/connection/registry.ts";
import { type Shape, unitsOf } from "../../src/network/shape.ts";
import { randomNumbers } from "../random/numbers.ts";
import { engine, numbers } from "./problem.ts";

const small = (most: number) => fc.integer({ min: 1, max: most });

const image: fc.Arbitrary<Shape> = fc.tuple(small(3), small(7), small(7));
const anyShape: fc.Arbitrary<Shape> = fc.oneof(image, fc.tuple(small(12)));

/** Settings of each kind, and a layer that they fit on. */
const settingsOf: Readonly<Record<string, fc.Arbitrary<{ source: Shape; settings: { kind: string } }>>> = {
  dense: fc.record({
    source: anyShape,
    settings: fc.record({ kind: fc.constant("dense"), units: small(9) }),
  }),
  identity: fc.record({ source: anyShape, settings: fc.constant({ kind: "identity" }) }),
  convolution: fc.record({
    source: image,
    settings: fc.record({
      kind: fc.constant("convolution"),
      channels: small(4),
      kernel: small(4),
      stride: small(3),
      padding: fc.integer({ min: 0, max: 2 }),
    }),
  }),
  "average-pooling": fc.record({
    source: image,
    settings: fc.record({ kind: fc.constant("average-pooling"), size: small(3), stride: small(3) }),
  }),
};

const random = (linalg: Linalg, rows: number, columns: number, draw: () => number): Matrix => {
  const matrix = linalg.matrix(rows, columns);
  linalg.values(matrix).forEach((_, k, values) => {
    values[k] = draw();
  });
  return matrix;
};

const dot = (linalg: Linalg, x: Matrix, y: Matrix): number => {
  const b = numbers(linalg, y);
  return numbers(linalg, x).reduce((sum, value, k) => sum + value * b[k]!, 0);
};

const batch = 2;

it("every kind is in these tests", () => {
  expect(Object.keys(settingsOf).sort()).toEqual(connectionKinds.map(({ name }) => name).sort());
});

describe.each(connectionKinds.map(({ name }) => name))("%s", (name) => {
  const check = (
    property: (linalg: Linalg, map: LinearMap, scale: number, draw: () => number) => void,
  ): void => {
    fc.assert(
      fc.property(settingsOf[name]!, fc.constantFrom(1, -0.3, 2.5), fc.nat(1000), (given, scale, seed) => {
        const map = mapOf(given.settings, given.source);
        // A window may be larger than the layer: refused, in words.
        if (typeof map === "string") {
          expect(map).toMatch(/^expected .*, found .*; use /);
          return;
        }
        const linalg = engine();
        linalg.scope(() => property(linalg, map, scale, randomNumbers(seed)));
      }),
      { numRuns: 60 },
    );
  };

  it("⟨C x, y⟩ = ⟨x, Cᵀ y⟩, and both accumulate", () => {
    check((linalg, map, scale, draw) => {
      const weights = map.weights && random(linalg, map.weights.rows, map.weights.columns, draw);
      const bound = map.bind(linalg, weights, scale, true);
      const x = random(linalg, batch, unitsOf(map.source), draw);
      const y = random(linalg, batch, unitsOf(map.target), draw);
      const [a, back] = [random(linalg, batch, y.columns, draw), random(linalg, batch, x.columns, draw)];
      const [beforeA, beforeBack] = [dot(linalg, a, y), dot(linalg, back, x)];
      bound.drive(x, a);
      bound.pull(y, back);
      const [up, down] = [dot(linalg, a, y) - beforeA, dot(linalg, back, x) - beforeBack];
      expect(Math.abs(up - down)).toBeLessThan(1e-12 * (1 + Math.abs(up)));
    });
  });

  it("is linear in x, and scaled by c once", () => {
    check((linalg, map, scale, draw) => {
      const weights = map.weights && random(linalg, map.weights.rows, map.weights.columns, draw);
      const x = random(linalg, batch, unitsOf(map.source), draw);
      const [plain, scaled] = [1, scale].map((c) => {
        const a = linalg.matrix(batch, unitsOf(map.target));
        map.bind(linalg, weights, c, true).drive(x, a);
        return numbers(linalg, a);
      });
      plain!.forEach((value, k) => {
        expect(Math.abs(scaled![k]! - scale * value)).toBeLessThan(1e-13 * (1 + Math.abs(value)) * 10);
      });
    });
  });

  it("its gradient is that of Σ y · c C x", () => {
    check((linalg, map, scale, draw) => {
      const shape = map.weights;
      const bound = map.bind(linalg, shape && random(linalg, shape.rows, shape.columns, draw), scale, true);
      if (shape === null) {
        expect(bound.gradient).toBeNull();
        return;
      }
      const x = random(linalg, batch, unitsOf(map.source), draw);
      const y = random(linalg, batch, unitsOf(map.target), draw);
      const gradient = random(linalg, shape.rows, shape.columns, draw);
      bound.gradient!(x, y, gradient);
      // Linear in the weights: along a direction D it is Σ y · c D x.
      const direction = random(linalg, shape.rows, shape.columns, draw);
      const a = linalg.matrix(batch, y.columns);
      map.bind(linalg, direction, scale, true).drive(x, a);
      const [expected, found] = [dot(linalg, a, y), dot(linalg, gradient, direction)];
      expect(Math.abs(found - expected)).toBeLessThan(1e-12 * (1 + Math.abs(expected)));
    });
  });

  it("its Gram shortcut, where it has one, is drive after pull", () => {
    check((linalg, map, scale, draw) => {
      const weights = map.weights && random(linalg, map.weights.rows, map.weights.columns, draw);
      const bound = map.bind(linalg, weights, scale, true);
      const gram = bound.gram?.();
      if (gram === undefined) return;
      const z = random(linalg, batch, unitsOf(map.target), draw);
      const [short, long] = [linalg.matrix(batch, z.columns), linalg.matrix(batch, z.columns)];
      gram.drive(z, short);
      const back = linalg.matrix(batch, unitsOf(map.source));
      bound.pull(z, back);
      bound.drive(back, long);
      const b = numbers(linalg, long);
      numbers(linalg, short).forEach((value, k) => {
        expect(Math.abs(value - b[k]!)).toBeLessThan(1e-11 * (1 + Math.abs(value)));
      });
    });
  });
});
