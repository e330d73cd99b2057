import { z } from "zod";
import { type ConvolutionShape, convolvedLength } from "../../linalg/convolution.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { type Shape, shownShape } from "../shape.ts";
import { type BoundMap, connectionKind, type LinearMap } from "./kind.ts";
import { scaledGradient, scaledWeights } from "./scale.ts";

const schema = z.object({
  kind: z.literal("convolution"),
  channels: z.int().min(1).describe("channels of the layer"),
  kernel: z.int().min(1).describe("height and width of a kernel"),
  stride: z.int().min(1).default(1).describe("step of the kernel"),
  padding: z.int().min(0).default(0).describe("zeros around each channel, on all four sides"),
});

/**
 * Cross-correlation with kernels K [out, in, kh, kw] as in PyTorch: `a[o, y, x] += c Σ K[o, i, dy, dx] x[i, stride y + dy − padding, …]`.
 */
export const convolutionMap = (
  { channels, kernel, stride, padding }: z.output<typeof schema>,
  source: Shape,
): LinearMap | string => {
  if (source.length === 1) {
    return `expected a layer of [channels, height, width] below a convolution, found ${shownShape(source)}; use dense, or write the input as [channels, height, width]`;
  }
  const [inputs, height, width] = source;
  const [above, across] = [height, width].map((length) =>
    convolvedLength(length, kernel, stride, padding),
  ) as [number, number];
  if (above < 1 || across < 1) {
    return `expected a kernel that fits into ${height + 2 * padding} × ${width + 2 * padding}, the layer below with its padding, found ${kernel} × ${kernel}; use a smaller kernel, or more padding`;
  }
  const shape = { channels: inputs, height, width, filters: channels, size: kernel, stride, padding };
  return {
    kind: "convolution",
    source,
    target: [channels, above, across],
    weights: {
      rows: channels,
      columns: inputs * kernel * kernel,
      fanIn: inputs * kernel * kernel,
      fanOut: channels * kernel * kernel,
    },
    window: { size: kernel, stride, padding },
    label: `conv ${channels}`,
    bind: (linalg, weights, scale) =>
      bindConvolution(linalg, shape, scaledWeights(linalg, weights!, scale), scale),
  };
};

const bindConvolution = (
  linalg: Linalg,
  shape: ConvolutionShape,
  kernel: ReturnType<typeof scaledWeights>,
  scale: number,
): BoundMap => ({
  drive: (x, a) => linalg.accumulateConvolution(shape, x, kernel, a),
  pull: (signal, back) => linalg.accumulateConvolutionBack(shape, signal, kernel, back),
  pullAlone: (signal, back) => linalg.convolutionBack(shape, signal, kernel, back),
  gradient: scaledGradient(linalg, scale, (x, signal, out) => {
    linalg.clear(out);
    linalg.accumulateConvolutionGradient(shape, x, signal, out);
  }),
});

export const convolution = connectionKind("convolution", schema, convolutionMap);
