/** The exports of `assembly/index.ts`: pointers are byte offsets, counts are entries. */
export interface Kernels {
  heapBase(): number;
  pack(b: number, rowStride: number, columnStride: number, k: number, n: number, packed: number): number;
  accumulateProduct(
    a: number,
    rowStride: number,
    termStride: number,
    packed: number,
    c: number,
    m: number,
    k: number,
    n: number,
    scratch: number,
  ): void;
  accumulateGram(a: number, packed: number, c: number, k: number, n: number, scratch: number): void;
  sampledZeros(a: number, count: number, samples: number): number;
  hasNegativeZero(x: number, count: number): number;
  lookUp(table: number, places: number, out: number, count: number): void;
  collectRows(a: number, rows: number, columns: number, entries: number, starts: number): number;
  collectColumns(
    a: number,
    rows: number,
    columns: number,
    entries: number,
    starts: number,
    scratch: number,
  ): number;
  accumulateSparse(
    starts: number,
    blocks: number,
    packed: number,
    c: number,
    m: number,
    k: number,
    n: number,
    anew: number,
  ): void;
  /** Where the name of an activation is as a string of AssemblyScript; 0 after the last. */
  activationName(kind: number): number;
  /** 1 if it has an inverse, plus 2 if it has a continuation. */
  activationAbilities(kind: number): number;
  activate(kind: number, a: number, x: number, slope: number, count: number): void;
  errorForce(
    kind: number,
    a: number,
    x: number,
    precision: number,
    force: number,
    signal: number,
    count: number,
  ): void;
  inverse(kind: number, x: number, out: number, count: number): void;
  potential(kind: number, x: number, out: number, count: number): void;
  outputError(
    crossEntropy: number,
    o: number,
    target: number,
    error: number,
    rows: number,
    columns: number,
  ): void;
  lossPerRow(
    crossEntropy: number,
    o: number,
    target: number,
    loss: number,
    rows: number,
    columns: number,
  ): void;
  activateComplex(
    kind: number,
    aRe: number,
    aIm: number,
    xRe: number,
    xIm: number,
    slopeRe: number,
    slopeIm: number,
    count: number,
  ): void;
  outputErrorComplex(
    crossEntropy: number,
    oRe: number,
    oIm: number,
    target: number,
    errorRe: number,
    errorIm: number,
    rows: number,
    columns: number,
  ): void;
  /** Sets the shapes for the calls that follow; the bytes of scratch memory that they need. */
  convolutionShape(
    channels: number,
    height: number,
    width: number,
    filters: number,
    size: number,
    stride: number,
    padding: number,
  ): number;
  convolve(x: number, kernel: number, a: number, batch: number, scratch: number): void;
  convolveBack(signal: number, kernel: number, back: number, batch: number, scratch: number): void;
  convolveBackAlone(signal: number, kernel: number, back: number, batch: number, scratch: number): void;
  convolutionGradient(x: number, signal: number, gradient: number, batch: number, scratch: number): void;
  averageWindows(x: number, a: number, batch: number): void;
  averageWindowsBack(signal: number, back: number, batch: number): void;
  cosine(angle: number): number;
  sine(angle: number): number;
  /** Sets where the tables of a batch lie for the calls that follow; the bytes that they take. */
  rectifiedShape(tables: number, g: number, samples: number, n: number): number;
  rectify(base: number, samples: number): void;
  rectifiedProduct(base: number, z: number, a: number, samples: number): number;
  copy(x: number, out: number, count: number): void;
  clear(out: number, count: number): void;
  scale(alpha: number, x: number, out: number, count: number): void;
  addScaled(alpha: number, x: number, y: number, count: number): void;
  scaledHadamard(alpha: number, x: number, y: number, out: number, count: number): void;
  combine(alpha: number, x: number, beta: number, y: number, out: number, count: number): void;
  decay(alpha: number, beta: number, x: number, y: number, count: number): void;
  repeatRow(row: number, out: number, rows: number, columns: number): void;
  sumRows(x: number, out: number, rows: number, columns: number): void;
  rowNorms(x: number, y: number, out: number, rows: number, columns: number): void;
  pairSums(x: number, y: number, sums: number, count: number): void;
  rowSquares(x: number, y: number, out: number, rows: number, columns: number): void;
  momentumStep(
    theta: number,
    velocity: number,
    gradient: number,
    count: number,
    momentum: number,
    scale: number,
    rate: number,
  ): void;
}

/** Compiles the kernels of one precision, which `npm run build` makes from `assembly/`. */
export const compileKernels = (bytes: Uint8Array, memory: WebAssembly.Memory): Kernels => {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), {
    env: {
      memory,
      abort: () => {
        throw new Error("a kernel aborted");
      },
    },
  });
  return instance.exports as unknown as Kernels;
};
