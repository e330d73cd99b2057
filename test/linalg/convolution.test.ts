import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConvolutionShape, convolvedLength } from "../../src/linalg/convolution.ts";
import type { Matrix, Precision } from "../../src/linalg/linalg.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

// Oracle: plain loops over (sample, filter, y, x, channel, dy, dx), one rounding an operation.

const round: Readonly<Record<Precision, (x: number) => number>> = { float64: (x) => x, float32: Math.fround };

interface Images {
  readonly batch: number;
  readonly shape: ConvolutionShape;
}

const images = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    filters: fc.integer({ min: 1, max: 6 }),
    size: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ batch, ...shape }): Images => ({ batch, shape }))
  .filter(({ shape: { height, width, size, padding } }) => Math.min(height, width) + 2 * padding >= size);

const outputOf = ({ height, width, size, stride, padding }: ConvolutionShape): [number, number] => [
  convolvedLength(height, size, stride, padding),
  convolvedLength(width, size, stride, padding),
];

/** Visits every product of the convolution: which entries of the output, kernel and image meet; `null` in the border. */
const meetings = (
  { batch, shape }: Images,
  visit: (out: number, tap: number, image: number | null) => void,
): void => {
  const { channels, height, width, filters, size, stride, padding } = shape;
  const [outHeight, outWidth] = outputOf(shape);
  for (let b = 0; b < batch; b++)
    for (let o = 0; o < filters; o++)
      for (let y = 0; y < outHeight; y++)
        for (let x = 0; x < outWidth; x++)
          for (let c = 0; c < channels; c++)
            for (let dy = 0; dy < size; dy++)
              for (let dx = 0; dx < size; dx++) {
                const [row, column] = [y * stride + dy - padding, x * stride + dx - padding];
                const inside = row >= 0 && row < height && column >= 0 && column < width;
                visit(
                  ((b * filters + o) * outHeight + y) * outWidth + x,
                  ((o * channels + c) * size + dy) * size + dx,
                  inside ? ((b * channels + c) * height + row) * width + column : null,
                );
              }
};

describe.each(["float64", "float32"] as const)("convolution in %s", (precision) => {
  const linalg = engine(precision);
  const rounded = round[precision];
  const draw = randomNumbers(17);
  const random = (rows: number, columns: number): Matrix => {
    const matrix = linalg.matrix(rows, columns);
    linalg.values(matrix).forEach((_, k, values) => {
      values[k] = draw();
    });
    return matrix;
  };
  const matrices = ({ batch, shape }: Images) => {
    const { channels, height, width, filters, size } = shape;
    const [outHeight, outWidth] = outputOf(shape);
    return {
      x: random(batch, channels * height * width),
      kernel: random(filters, channels * size * size),
      a: random(batch, filters * outHeight * outWidth),
    };
  };
  const numbers = (matrix: Matrix): number[] => Array.from(linalg.values(matrix));
  const dot = (first: readonly number[], second: readonly number[]): number =>
    first.reduce((sum, value, k) => sum + value * second[k]!, 0);
  const size = (first: readonly number[], second: readonly number[]): number =>
    first.reduce((sum, value, k) => sum + Math.abs(value * second[k]!), 0);
  const property = (check: (given: Images) => void): void =>
    fc.assert(
      fc.property(images, (given) => linalg.scope(() => check(given))),
      { numRuns: 60, seed: 5 },
    );

  it("drives with the bits of the plain loops, over shapes, strides and borders", () =>
    property((given) => {
      const { x, kernel, a } = matrices(given);
      const [image, weights, expected] = [numbers(x), numbers(kernel), numbers(a)];
      meetings(given, (out, tap, from) => {
        expected[out] = rounded(expected[out]! + rounded(weights[tap]! * (from === null ? 0 : image[from]!)));
      });
      linalg.accumulateConvolution(given.shape, x, kernel, a);
      expect(numbers(a)).toEqual(expected);
    }));

  it("the gradient of the kernels has the bits of the plain loops", () =>
    property((given) => {
      const { x, kernel, a } = matrices(given);
      const [image, signal, expected] = [numbers(x), numbers(a), numbers(kernel)];
      // Meetings are ordered by sample, filter, y, x: for one tap that is the order of its sum.
      meetings(given, (out, tap, from) => {
        expected[tap] = rounded(expected[tap]! + rounded(signal[out]! * (from === null ? 0 : image[from]!)));
      });
      linalg.accumulateConvolutionGradient(given.shape, x, a, kernel);
      expect(numbers(kernel)).toEqual(expected);
    }));

  it("pulls with the bits of the plain loops: over filters first, then over the taps", () =>
    property((given) => {
      const { x, kernel, a } = matrices(given);
      const [signal, weights, expected] = [numbers(a), numbers(kernel), numbers(x)];
      const { size: taps } = given.shape;
      const [outHeight, outWidth] = outputOf(given.shape);
      const shares = new Map<number, { image: number; order: number; sum: number }>();
      meetings(given, (out, tap, to) => {
        if (to === null) return;
        const position = out % (outHeight * outWidth);
        const withinChannel = tap % (taps * taps);
        const key = (to * taps * taps + withinChannel) * outHeight * outWidth + position;
        const share = shares.get(key) ?? { image: to, order: withinChannel, sum: 0 };
        share.sum = rounded(share.sum + rounded(weights[tap]! * signal[out]!));
        shares.set(key, share);
      });
      for (const { image: to, sum } of [...shares.values()].sort((p, q) => p.order - q.order)) {
        expected[to] = rounded(expected[to]! + sum);
      }
      linalg.accumulateConvolutionBack(given.shape, a, kernel, x);
      expect(numbers(x)).toEqual(expected);
    }));

  it("pulls alone what it adds to zeros, whatever was there", () =>
    property((given) => {
      const { x, kernel, a } = matrices(given);
      const zeros = linalg.matrix(x.rows, x.columns);
      linalg.accumulateConvolutionBack(given.shape, a, kernel, zeros);
      linalg.convolutionBack(given.shape, a, kernel, x);
      expect(numbers(x)).toEqual(numbers(zeros));
    }));

  it("⟨K ⋆ x, y⟩ = ⟨x, Kᵀ ⋆ y⟩ = ⟨K, ∂⟨K ⋆ x, y⟩/∂K⟩ to rounding", () =>
    property((given) => {
      const { x, kernel, a: y } = matrices(given);
      const like = (matrix: Matrix) => linalg.matrix(matrix.rows, matrix.columns);
      const [driven, pulled, gradient] = [like(y), like(x), like(kernel)];
      linalg.accumulateConvolution(given.shape, x, kernel, driven);
      linalg.accumulateConvolutionBack(given.shape, y, kernel, pulled);
      linalg.accumulateConvolutionGradient(given.shape, x, y, gradient);
      const left = dot(numbers(driven), numbers(y));
      const scale = 1 + size(numbers(driven), numbers(y)) + size(numbers(x), numbers(pulled));
      const limit = scale * (precision === "float64" ? 1e-14 : 1e-5);
      expect(Math.abs(left - dot(numbers(x), numbers(pulled)))).toBeLessThan(limit);
      expect(Math.abs(left - dot(numbers(kernel), numbers(gradient)))).toBeLessThan(limit);
    }));

  it("averages windows like a convolution with equal weights, and pulls with the adjoint", () =>
    property(({ batch, shape: { filters: _, padding: __, ...shape } }) => {
      fc.pre(Math.min(shape.height, shape.width) >= shape.size);
      const full = { ...shape, filters: shape.channels, padding: 0 };
      const { x, a: y } = matrices({ batch, shape: full });
      const before = numbers(y);
      const average = linalg.matrix(shape.channels, shape.channels * shape.size ** 2);
      linalg.values(average).forEach((_, k, values) => {
        const [filter, channel] = [
          Math.floor(k / average.columns),
          Math.floor((k % average.columns) / shape.size ** 2),
        ];
        values[k] = filter === channel ? 1 / shape.size ** 2 : 0;
      });
      const expected = linalg.matrix(y.rows, y.columns);
      linalg.copy(y, expected);
      linalg.accumulateConvolution(full, x, average, expected);
      const limit = precision === "float64" ? 14 : 5;
      linalg.accumulateAverages(shape, x, y);
      const found = numbers(y);
      numbers(expected).forEach((value, k) => {
        expect(found[k]).toBeCloseTo(value, limit);
      });
      const pulled = linalg.matrix(x.rows, x.columns);
      linalg.accumulateAveragesBack(shape, y, pulled);
      const driven = found.map((value, k) => value - before[k]!);
      expect(Math.abs(dot(driven, found) - dot(numbers(x), numbers(pulled)))).toBeLessThan(
        (1 + size(driven, found)) * 10 ** -(limit - 1),
      );
    }));

  it("writes nothing beside its result", () => {
    linalg.scope(() => {
      const shape = { channels: 2, height: 5, width: 5, filters: 3, size: 3, stride: 2, padding: 1 };
      const { all, parts } = linalg.block([
        [1, 3],
        [2, 27],
        [1, 3],
        [2, 50],
        [1, 3],
        [3, 18],
        [1, 3],
      ]);
      linalg.values(all).fill(7);
      linalg.accumulateConvolution(shape, random(2, 50), random(3, 18), parts[1]!);
      linalg.accumulateConvolutionBack(shape, random(2, 27), random(3, 18), parts[3]!);
      linalg.accumulateConvolutionGradient(shape, random(2, 50), random(2, 27), parts[5]!);
      for (const edge of [0, 2, 4, 6]) expect(numbers(parts[edge]!)).toEqual([7, 7, 7]);
    });
  });

  it("refuses shapes that don't fit", () => {
    linalg.scope(() => {
      const shape = { channels: 1, height: 4, width: 4, filters: 2, size: 3, stride: 1, padding: 0 };
      const [x, kernel, a] = [random(2, 16), random(2, 9), random(2, 8)];
      linalg.accumulateConvolution(shape, x, kernel, a);
      expect(() => linalg.accumulateConvolution(shape, x, random(2, 8), a)).toThrow("[2, 9]");
      expect(() => linalg.accumulateConvolution(shape, random(1, 16), kernel, a)).toThrow(
        "expected a matrix",
      );
      expect(() => linalg.accumulateConvolution({ ...shape, padding: 1 }, x, kernel, a)).toThrow("[2, 32]");
      expect(() => linalg.accumulateConvolution({ ...shape, size: 5 }, x, kernel, a)).toThrow(
        "no window fits",
      );
    });
  });
});
