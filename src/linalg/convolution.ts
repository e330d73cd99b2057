import type { Kernels } from "./kernels.ts";
import type { Matrix, Stack } from "./memory.ts";

/** A convolution of images [channels, height, width] with `filters` square kernels, and a border of zeros all around. */
export interface ConvolutionShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly filters: number;
  /** Of a kernel, in both directions. */
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** The averages of square windows, without a border; what is left over at the right and at the bottom is not read. */
export type PoolingShape = Omit<ConvolutionShape, "filters" | "padding">;

/**
 * Convolutions and average-pooling as in PyTorch. Images lie channels first, one a row: x [batch, channels·height·width],
 * a [batch, filters·height′·width′], K [filters, channels·size·size]; `K ⋆ x` is the cross-correlation.
 */
export interface Convolutions {
  /** a += K ⋆ x; each entry is summed over (channel, dy, dx) in order, as in the textbook loop. */
  readonly accumulateConvolution: (shape: ConvolutionShape, x: Matrix, kernel: Matrix, a: Matrix) => void;
  /** back += its adjoint: Σ over (dy, dx) of the sum over filters. */
  readonly accumulateConvolutionBack: (
    shape: ConvolutionShape,
    signal: Matrix,
    kernel: Matrix,
    back: Matrix,
  ) => void;
  /** back = the same, summed from 0. */
  readonly convolutionBack: (shape: ConvolutionShape, signal: Matrix, kernel: Matrix, back: Matrix) => void;
  /** gradient += ∂(signal · (K ⋆ x))/∂K, summed over (sample, y, x) in order. */
  readonly accumulateConvolutionGradient: (
    shape: ConvolutionShape,
    x: Matrix,
    signal: Matrix,
    gradient: Matrix,
  ) => void;
  /** a += the averages of the windows of x. */
  readonly accumulateAverages: (shape: PoolingShape, x: Matrix, a: Matrix) => void;
  /** back += their adjoint. */
  readonly accumulateAveragesBack: (shape: PoolingShape, signal: Matrix, back: Matrix) => void;
}

/** Height or width after a convolution or pooling: ⌊(length + 2 padding − size)/stride⌋ + 1; 0 or less if none fits. */
export const convolvedLength = (length: number, size: number, stride: number, padding = 0): number =>
  Math.floor((length + 2 * padding - size) / stride) + 1;

export const convolutions = (
  stack: Stack,
  kernels: Kernels,
  requireShape: (matrix: Matrix, rows: number, columns: number) => void,
): Convolutions => {
  const inputs = ({ channels, height, width }: PoolingShape): number => channels * height * width;
  const outputs = (shape: PoolingShape, channels: number, padding: number): number => {
    const [height, width] = [shape.height, shape.width].map((length) =>
      convolvedLength(length, shape.size, shape.stride, padding),
    ) as [number, number];
    if (height < 1 || width < 1) throw new Error(`no window fits: ${JSON.stringify(shape)}`);
    return channels * height * width;
  };
  /** Runs `body` with scratch memory, the kernels set to the shape. */
  const withShape = (
    shape: PoolingShape,
    filters: number,
    padding: number,
    body: (scratch: number) => void,
  ) => {
    const { channels, height, width, size, stride } = shape;
    const bytes = kernels.convolutionShape(channels, height, width, filters, size, stride, padding);
    stack.scope(() => body(stack.allocate(bytes)));
  };
  const convolution =
    (run: (left: number, right: number, out: number, batch: number, scratch: number) => void) =>
    (shape: ConvolutionShape, left: Matrix, right: Matrix, out: Matrix): void =>
      withShape(shape, shape.filters, shape.padding, (scratch) =>
        run(left.offset, right.offset, out.offset, left.rows, scratch),
      );
  const [drive, pull, pullAlone, gradientOf] = [
    convolution(kernels.convolve),
    convolution(kernels.convolveBack),
    convolution(kernels.convolveBackAlone),
    convolution(kernels.convolutionGradient),
  ];

  const requireConvolution = (shape: ConvolutionShape, x: Matrix, a: Matrix, kernel: Matrix): void => {
    const { channels, filters, size, padding } = shape;
    requireShape(x, a.rows, inputs(shape));
    requireShape(a, x.rows, outputs(shape, filters, padding));
    requireShape(kernel, filters, channels * size * size);
  };
  const requirePooling = (shape: PoolingShape, x: Matrix, a: Matrix): void => {
    requireShape(x, a.rows, inputs(shape));
    requireShape(a, x.rows, outputs(shape, shape.channels, 0));
  };

  return {
    accumulateConvolution: (shape, x, kernel, a) => {
      requireConvolution(shape, x, a, kernel);
      drive(shape, x, kernel, a);
    },
    accumulateConvolutionBack: (shape, signal, kernel, back) => {
      requireConvolution(shape, back, signal, kernel);
      pull(shape, signal, kernel, back);
    },
    convolutionBack: (shape, signal, kernel, back) => {
      requireConvolution(shape, back, signal, kernel);
      pullAlone(shape, signal, kernel, back);
    },
    accumulateConvolutionGradient: (shape, x, signal, gradient) => {
      requireConvolution(shape, x, signal, gradient);
      gradientOf(shape, x, signal, gradient);
    },
    accumulateAverages: (shape, x, a) => {
      requirePooling(shape, x, a);
      withShape(shape, shape.channels, 0, () => kernels.averageWindows(x.offset, a.offset, x.rows));
    },
    accumulateAveragesBack: (shape, signal, back) => {
      requirePooling(shape, back, signal);
      withShape(shape, shape.channels, 0, () =>
        kernels.averageWindowsBack(signal.offset, back.offset, back.rows),
      );
    },
  };
};
