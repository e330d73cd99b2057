import { activationCodes } from "./activation-codes.ts";
import { type Convolutions, convolutions } from "./convolution.ts";
import { compileKernels, type Kernels } from "./kernels.ts";
import { createStack, type Matrix, type Precision, type RealArray, usualReserve } from "./memory.ts";
import { type Products, products } from "./products.ts";
import { type RectifiedProducts, rectifiedProducts } from "./rectified.ts";

export type { Matrix, Precision, RealArray } from "./memory.ts";
export type { Packed } from "./products.ts";

/** A matrix of complex numbers. */
export interface Complex {
  readonly re: Matrix;
  readonly im: Matrix;
}

export type LossKind = "squared-error" | "cross-entropy";

/** Sums over the entries x and y of two vectors. */
export interface PairSums {
  readonly product: number;
  readonly xSquares: number;
  readonly ySquares: number;
  readonly differenceSquares: number;
}

/**
 * The engine of one precision: matrices in its own memory, and the operations that energies are made of.
 * An operation's output is its last matrix argument. Results are the same bits on every machine.
 */
export interface Linalg extends Products, RectifiedProducts, Convolutions {
  readonly precision: Precision;
  /** A matrix of zeros, alive until the enclosing scope ends. */
  readonly matrix: (rows: number, columns: number) => Matrix;
  /** The same, but with whatever is there: for outputs that are written before anybody reads them. */
  readonly blank: (rows: number, columns: number) => Matrix;
  /** Numbers in float64 whatever the engine's precision, with whatever is there, alive as long as a matrix would be. */
  readonly numbers: (count: number) => Float64Array;
  /** Matrices one after another without gaps, and the row vector [1, n] that covers them all. */
  readonly block: (shapes: readonly (readonly [number, number])[]) => { all: Matrix; parts: Matrix[] };
  /** The same with whatever is there. */
  readonly blankBlock: Linalg["block"];
  /** Runs `body` and frees every matrix that it made; what it returns must not contain a matrix. */
  readonly scope: <T>(body: () => T) => T;
  /** The numbers of a matrix, row after row; writing to them writes to the matrix. */
  readonly values: (matrix: Matrix) => RealArray;
  readonly copy: (from: Matrix, to: Matrix) => void;
  /** All entries of out become 0. */
  readonly clear: (out: Matrix) => void;
  /** x = f(a), slope = f′(a). Activations go by the name that their kernel registers; any other throws. */
  readonly activate: (kind: string, a: Matrix, x: Matrix, slope: Matrix) => void;
  /** force = −precision (x − f(a)), signal = −force ∘ f′(a). */
  readonly errorForce: (
    kind: string,
    a: Matrix,
    x: Matrix,
    precision: number,
    force: Matrix,
    signal: Matrix,
  ) => void;
  /** out = f⁻¹(x); throws for an activation without. */
  readonly inverse: (kind: string, x: Matrix, out: Matrix) => void;
  /** out = G(x), where G′ = f⁻¹. */
  readonly potential: (kind: string, x: Matrix, out: Matrix) => void;
  /** error = ∂L/∂o = prediction − T, per row. */
  readonly outputError: (loss: LossKind, output: Matrix, target: Matrix, error: Matrix) => void;
  /** loss [rows, 1] = L(o, T) per row. */
  readonly lossPerRow: (loss: LossKind, output: Matrix, target: Matrix, losses: Matrix) => void;
  /** x = f(a), slope = f′(a) at complex a; throws for an activation that isn't holomorphic. */
  readonly activateComplex: (kind: string, a: Complex, x: Complex, slope: Complex) => void;
  /** error = prediction − T, continued to complex outputs. */
  readonly outputErrorComplex: (loss: LossKind, output: Complex, target: Matrix, error: Complex) => void;
  /** `[cos, sin]` of an angle in radians, the same bits everywhere. */
  readonly unitCircle: (angle: number) => readonly [number, number];
  /**
   * out = the entries of a table of 256 numbers, rounded to this precision, whose places `fill` writes: a byte for each of out's, row after row.
   */
  readonly lookUp: (table: Float64Array, out: Matrix, fill: (places: Uint8Array) => void) => void;
  /** out = alpha x. */
  readonly scale: (alpha: number, x: Matrix, out: Matrix) => void;
  /** y += alpha x. */
  readonly addScaled: (alpha: number, x: Matrix, y: Matrix) => void;
  /** out = alpha x ∘ y. */
  readonly scaledHadamard: (alpha: number, x: Matrix, y: Matrix, out: Matrix) => void;
  /** out = alpha x + beta y. */
  readonly combine: (alpha: number, x: Matrix, beta: number, y: Matrix, out: Matrix) => void;
  /** y += alpha (beta y + x), the numbers of `combine` and `addScaled` in one pass. */
  readonly decay: (alpha: number, beta: number, x: Matrix, y: Matrix) => void;
  /** Every row of out becomes `row` [1, n]. */
  readonly repeatRow: (row: Matrix, out: Matrix) => void;
  /** out [1, n] = Σ over the rows of x. */
  readonly sumRows: (x: Matrix, out: Matrix) => void;
  /** Per row Σ (x − y)², or Σ x² without y: in float64 whatever the engine's precision, summed in order. */
  readonly rowSquares: (x: Matrix, y?: Matrix) => Float64Array;
  /** Their square roots, each row scaled by its largest entry: squares of what is small have no digits. */
  readonly rowNorms: (x: Matrix, y?: Matrix) => Float64Array;
  /** Sums that go on with the entries of x and y: in float64 whatever the engine's precision, summed in order. */
  readonly pairSums: (x: Matrix, y: Matrix, before: PairSums) => PairSums;
  /** A row of one matrix becomes a row of another. */
  readonly copyRow: (from: Matrix, fromRow: number, to: Matrix, toRow: number) => void;
  /** velocity = momentum · velocity + scale · gradient; theta −= rate · velocity. */
  readonly momentumStep: (
    theta: Matrix,
    velocity: Matrix,
    gradient: Matrix,
    settings: { momentum: number; scale: number; rate: number },
  ) => void;
}

const count = (matrix: Matrix): number => matrix.rows * matrix.columns;

/**
 * An engine with memory of its own; engines of both precisions can live side by side. `kernels` are the bytes of
 * `dist/linalg/<precision>.wasm`. Every operation throws for a matrix of another engine, of an ended scope, or of a shape
 * that doesn't fit. `reservedBytes` is the memory that there is to be had, a multiple of 64 KiB.
 */
export const createLinalg = (
  precision: Precision,
  kernelBytes: Uint8Array,
  reservedBytes = usualReserve,
): Linalg => {
  const stack = createStack(reservedBytes);
  const kernels = compileKernels(kernelBytes, stack.memory);
  stack.setFloor(kernels.heapBase());
  const codeOf = activationCodes(kernels, stack.memory);
  const bytes = precision === "float64" ? 8 : 4;
  const { buffer } = stack.memory as { buffer: ArrayBuffer };

  const requireShape = (matrix: Matrix, rows: number, columns: number): void => {
    stack.requireAlive(matrix.home);
    if (matrix.rows !== rows || matrix.columns !== columns) {
      throw new Error(`expected a matrix [${rows}, ${columns}], found [${matrix.rows}, ${matrix.columns}]`);
    }
  };

  const sameShape = (first: Matrix, ...others: readonly Matrix[]): void => {
    stack.requireAlive(first.home);
    for (const other of others) requireShape(other, first.rows, first.columns);
  };

  const values = (matrix: Matrix): RealArray => {
    stack.requireAlive(matrix.home);
    return precision === "float64"
      ? new Float64Array(buffer, matrix.offset, count(matrix))
      : new Float32Array(buffer, matrix.offset, count(matrix));
  };

  const blank = (rows: number, columns: number): Matrix => ({
    offset: stack.allocate(rows * columns * bytes),
    rows,
    columns,
    home: stack.home(),
  });

  const matrix = (rows: number, columns: number): Matrix => {
    const made = blank(rows, columns);
    kernels.clear(made.offset, rows * columns);
    return made;
  };

  /** A number of float64 for each row of x, or of x − y. */
  const perRow = (run: Kernels["rowSquares"], x: Matrix, y: Matrix | null): Float64Array => {
    sameShape(x, y ?? x);
    return stack.scope(() => {
      const out = stack.allocate(x.rows * 8);
      run(x.offset, y?.offset ?? 0, out, x.rows, x.columns);
      return new Float64Array(buffer, out, x.rows).slice();
    });
  };

  const blockOf =
    (make: Linalg["matrix"]): Linalg["block"] =>
    (shapes) => {
      const all = make(
        1,
        shapes.reduce((sum, [rows, columns]) => sum + rows * columns, 0),
      );
      let { offset } = all;
      const parts = shapes.map(([rows, columns]) => {
        const part = { offset, rows, columns, home: all.home };
        offset += rows * columns * bytes;
        return part;
      });
      return { all, parts };
    };

  return {
    ...products(stack, kernels, bytes, requireShape),
    ...rectifiedProducts(stack, kernels, bytes, requireShape),
    ...convolutions(stack, kernels, requireShape),
    precision,
    matrix,
    blank,
    numbers: (size) => new Float64Array(buffer, stack.allocate(8 * size), size),
    values,
    scope: stack.scope,
    block: blockOf(matrix),
    blankBlock: blockOf(blank),
    copy: (from, to) => {
      sameShape(from, to);
      kernels.copy(from.offset, to.offset, count(from));
    },
    clear: (out) => {
      stack.requireAlive(out.home);
      kernels.clear(out.offset, count(out));
    },
    activate: (kind, a, x, slope) => {
      sameShape(a, x, slope);
      kernels.activate(codeOf(kind), a.offset, x.offset, slope.offset, count(a));
    },
    errorForce: (kind, a, x, precision, force, signal) => {
      sameShape(a, x, force, signal);
      kernels.errorForce(codeOf(kind), a.offset, x.offset, precision, force.offset, signal.offset, count(a));
    },
    inverse: (kind, x, out) => {
      sameShape(x, out);
      kernels.inverse(codeOf(kind, "inverse"), x.offset, out.offset, count(x));
    },
    potential: (kind, x, out) => {
      sameShape(x, out);
      kernels.potential(codeOf(kind, "inverse"), x.offset, out.offset, count(x));
    },
    outputError: (loss, output, target, error) => {
      sameShape(output, target, error);
      const { rows, columns } = output;
      kernels.outputError(
        Number(loss === "cross-entropy"),
        output.offset,
        target.offset,
        error.offset,
        rows,
        columns,
      );
    },
    lossPerRow: (loss, output, target, losses) => {
      sameShape(output, target);
      requireShape(losses, output.rows, 1);
      const { rows, columns } = output;
      kernels.lossPerRow(
        Number(loss === "cross-entropy"),
        output.offset,
        target.offset,
        losses.offset,
        rows,
        columns,
      );
    },
    activateComplex: (kind, a, x, slope) => {
      sameShape(a.re, a.im, x.re, x.im, slope.re, slope.im);
      kernels.activateComplex(
        codeOf(kind, "continuation"),
        a.re.offset,
        a.im.offset,
        x.re.offset,
        x.im.offset,
        slope.re.offset,
        slope.im.offset,
        count(a.re),
      );
    },
    outputErrorComplex: (loss, output, target, error) => {
      sameShape(target, output.re, output.im, error.re, error.im);
      kernels.outputErrorComplex(
        Number(loss === "cross-entropy"),
        output.re.offset,
        output.im.offset,
        target.offset,
        error.re.offset,
        error.im.offset,
        target.rows,
        target.columns,
      );
    },
    unitCircle: (angle) => [kernels.cosine(angle), kernels.sine(angle)],
    lookUp: (table, out, fill) => {
      stack.requireAlive(out.home);
      if (table.length !== 256) throw new Error(`expected a table of 256 numbers, found ${table.length}`);
      stack.scope(() => {
        const entries = blank(1, 256);
        values(entries).set(table);
        const places = stack.allocate(count(out));
        fill(new Uint8Array(buffer, places, count(out)));
        kernels.lookUp(entries.offset, places, out.offset, count(out));
      });
    },
    scale: (alpha, x, out) => {
      sameShape(x, out);
      kernels.scale(alpha, x.offset, out.offset, count(x));
    },
    addScaled: (alpha, x, y) => {
      sameShape(x, y);
      kernels.addScaled(alpha, x.offset, y.offset, count(x));
    },
    scaledHadamard: (alpha, x, y, out) => {
      sameShape(x, y, out);
      kernels.scaledHadamard(alpha, x.offset, y.offset, out.offset, count(x));
    },
    combine: (alpha, x, beta, y, out) => {
      sameShape(x, y, out);
      kernels.combine(alpha, x.offset, beta, y.offset, out.offset, count(x));
    },
    decay: (alpha, beta, x, y) => {
      sameShape(x, y);
      kernels.decay(alpha, beta, x.offset, y.offset, count(x));
    },
    repeatRow: (row, out) => {
      stack.requireAlive(out.home);
      requireShape(row, 1, out.columns);
      kernels.repeatRow(row.offset, out.offset, out.rows, out.columns);
    },
    sumRows: (x, out) => {
      stack.requireAlive(x.home);
      requireShape(out, 1, x.columns);
      kernels.sumRows(x.offset, out.offset, x.rows, x.columns);
    },
    rowSquares: (x, y) => perRow(kernels.rowSquares, x, y ?? null),
    rowNorms: (x, y) => perRow(kernels.rowNorms, x, y ?? null),
    pairSums: (x, y, { product, xSquares, ySquares, differenceSquares }) => {
      sameShape(x, y);
      return stack.scope(() => {
        const sums = new Float64Array(buffer, stack.allocate(32), 4);
        sums.set([product, xSquares, ySquares, differenceSquares]);
        kernels.pairSums(x.offset, y.offset, sums.byteOffset, count(x));
        return {
          product: sums[0]!,
          xSquares: sums[1]!,
          ySquares: sums[2]!,
          differenceSquares: sums[3]!,
        };
      });
    },
    copyRow: (from, fromRow, to, toRow) => {
      stack.requireAlive(to.home);
      requireShape(from, from.rows, to.columns);
      if (!(fromRow < from.rows && toRow < to.rows)) throw new Error("expected a row of the matrix");
      const width = from.columns * bytes;
      kernels.copy(from.offset + fromRow * width, to.offset + toRow * width, from.columns);
    },
    momentumStep: (theta, velocity, gradient, { momentum, scale, rate }) => {
      sameShape(theta, velocity, gradient);
      kernels.momentumStep(
        theta.offset,
        velocity.offset,
        gradient.offset,
        count(theta),
        momentum,
        scale,
        rate,
      );
    },
  };
};
