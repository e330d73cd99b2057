import { describe, expect, it } from "vitest";
import { copies, iterationOf } from "../../src/energy/capabilities.ts";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { gatherRow, scatterRow } from "../../src/inference/convoy.ts";
import { createMixer } from "../../src/inference/step/anderson.ts";
import { type NetworkDescription, networkOf } from "../../src/network/description/description.ts";
import { initialise } from "../../src/network/initialise.ts";
import { createStream } from "../../src/random/stream.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

const times = (a: readonly (readonly number[])[], x: Float64Array): Float64Array =>
  Float64Array.from(a, (row) => row.reduce((sum, value, k) => sum + value * x[k]!, 0));

/** g(x) = A x + b with A similar to diag(eigenvalues), and its fixed point, chosen first. */
const affineMap = (eigenvalues: readonly number[], seed: number) => {
  const n = eigenvalues.length;
  const draw = randomNumbers(seed);
  const unit = Float64Array.from({ length: n }, draw);
  const norm = Math.hypot(...unit);
  // The reflection Q = 1 − 2uuᵀ is its own inverse.
  const reflection = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => Number(i === j) - (2 * unit[i]! * unit[j]!) / norm ** 2),
  );
  const fixed = Float64Array.from({ length: n }, draw);
  const apply = (x: Float64Array): Float64Array => {
    const turned = times(reflection, x).map((value, i) => value * eigenvalues[i]!);
    return times(reflection, turned);
  };
  const offset = apply(fixed).map((value, i) => fixed[i]! - value);
  return { fixed, map: (x: Float64Array): Float64Array => apply(x).map((value, i) => value + offset[i]!) };
};

const distance = (x: Float64Array, y: Float64Array): number =>
  Math.hypot(...x.map((value, i) => value - y[i]!));

/** Distances to the fixed point, iteration by iteration, from 0. */
const iterate = ({ map, fixed }: ReturnType<typeof affineMap>, iterations: number): number[] => {
  const mixer = createMixer();
  let x = new Float64Array(fixed.length);
  return Array.from({ length: iterations }, () => {
    x = new Float64Array(mixer.next(x, map(x)));
    return distance(x, fixed);
  });
};

describe("Anderson acceleration", () => {
  it.each([
    ["alternating, −3", [-3, -2, -1.5, -0.5, 0.2, 0.9]],
    ["far outside, −40", [-40, -12, -3, 0.5, 0.1, -0.1]],
    ["growing, 2.5", [2.5, 1.7, -0.5, 0.5, 0.1, -0.9]],
  ])(
    "linear problem with plain iteration diverging (%s): the fixed point in about n + 1 iterations",
    (_, eigenvalues) => {
      for (const seed of [1, 2, 3]) {
        const distances = iterate(affineMap(eigenvalues, seed), 12);
        expect(distances.at(-1)).toBeLessThan(1e-9);
      }
    },
  );

  it("with k distinct eigenvalues, after k + 1 images", () => {
    const distances = iterate(affineMap([-4, -4, 0.5, 0.5, 0.5, 0.5], 7), 4);
    expect(distances[1]).toBeGreaterThan(1e-3);
    expect(distances[3]).toBeLessThan(1e-12);
  });

  it("is at least as fast as plain iteration where that contracts", () => {
    const problem = affineMap([0.8, -0.7, 0.6, 0.5, 0.4, -0.3], 3);
    expect(iterate(problem, 10).at(-1)).toBeLessThan(1e-10);
  });

  it("the first proposal is the image, and a fixed point stays", () => {
    const mixer = createMixer();
    const image = Float64Array.of(3, 4);
    expect([...mixer.next(Float64Array.of(1, 2), image)]).toEqual([3, 4]);
    for (let i = 0; i < 4; i++) expect([...mixer.next(image, image)]).toEqual([3, 4]);
  });

  it("a scalar nonlinear map: x = 2 cos x, where plain iteration diverges", () => {
    const mixer = createMixer();
    let x = Float64Array.of(1);
    for (let i = 0; i < 12; i++) x = new Float64Array(mixer.next(x, Float64Array.of(2 * Math.cos(x[0]!))));
    // The root of x = 2 cos x, by mpmath findroot.
    expect(x[0]).toBeCloseTo(1.029866529322259, 12);
  });
});

/** Least squares by a QR decomposition, Gram and Schmidt's method twice over; columns that depend on others count 0. */
const byDecomposition = (
  { changes }: { readonly changes: readonly { readonly residual: Float64Array }[] },
  target: Float64Array,
): number[] => {
  const columns = changes.map(({ residual }) => residual);
  const product = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const basis: Float64Array[] = [];
  const triangle: number[][] = [];
  columns.forEach((column, k) => {
    let rest = column;
    const entries = new Array<number>(columns.length).fill(0);
    for (const _ of ["once", "again"])
      basis.forEach((unit, i) => {
        const part = product(unit, rest);
        entries[i]! += part;
        rest = rest.map((value, j) => value - part * unit[j]!);
      });
    const norm = Math.sqrt(product(rest, rest));
    const independent = norm > 1e-14 * Math.sqrt(product(column, column));
    entries[k] = independent ? norm : 0;
    basis.push(independent ? rest.map((value) => value / norm) : new Float64Array(rest.length));
    triangle.push(entries);
  });
  const gamma = new Array<number>(columns.length).fill(0);
  for (let i = columns.length - 1; i >= 0; i--) {
    let right = product(basis[i]!, target);
    for (let k = i + 1; k < columns.length; k++) right -= triangle[k]![i]! * gamma[k]!;
    gamma[i] = triangle[i]![i] === 0 ? 0 : right / triangle[i]![i]!;
  }
  return gamma;
};

describe("normal equations do as well as a QR decomposition in deep networks", () => {
  const deep = (blocks: number): NetworkDescription => ({
    residual: { inputs: 8, blocks, units: 8, outputs: 3 },
    activation: "tanh",
    parameterisation: "mup",
  });
  const chain = (layers: number): NetworkDescription => ({
    sizes: [8, ...new Array<number>(layers).fill(8), 3],
    activation: "tanh",
  });
  it.each([
    ["64 blocks", deep(64), "normal", 0.1],
    ["128 blocks", deep(128), "normal", 0.01],
    ["64 layers", chain(64), "xavier-uniform", 0.1],
    ["128 layers", chain(128), "xavier-uniform", 0.01],
  ] as const)("%s: as many iterations, but for two", (_, description, initialisation, lambda) => {
    const linalg = engine();
    linalg.scope(() => {
      const network = networkOf(description);
      const stream = createStream(0, "parameters");
      const parameters = initialise(linalg, network, initialisation, stream);
      const [input, target] = [linalg.matrix(1, 8), linalg.matrix(1, 3)];
      for (const matrix of [input, target])
        linalg.values(matrix).set(Array.from({ length: matrix.columns }, () => 2 * stream.uniform() - 1));
      const given = { network, parameters, input, target, loss: "squared-error" } as const;
      const energy = bindEnergy(linalg, energies["predictive-coding"], given);
      const [normal, decomposed] = [undefined, byDecomposition].map((leastSquares) => {
        const map = iterationOf(linalg, energy, "start", lambda);
        const image = copies(linalg, map.coordinates);
        const mixer = createMixer(leastSquares && { leastSquares });
        for (let count = 1; count <= 200; count++) {
          map.apply(image);
          const [x, y] = [map.coordinates, image].map((layers) => gatherRow(linalg, layers, 0));
          if (distance(x!, y!) < 1e-12 * lambda) return count;
          scatterRow(linalg, mixer.next(x!, y!), map.coordinates, 0);
        }
        return Number.POSITIVE_INFINITY;
      });
      expect(normal).toBeLessThan(150);
      expect(Math.abs(normal! - decomposed!)).toBeLessThanOrEqual(2);
    });
  });
});
