import type { Clock } from "./clock.ts";

/** A product of two matrices of this many rows and columns is a few hundred microseconds. */
const size = 64;
const repetitions = 20;

/**
 * How slowly this machine computes, to carry a time from one machine to another: the seconds of a plain product of two
 * matrices [64, 64], the fastest of twenty, since whatever else the machine does only adds to it. It reaches no number in a CSV.
 */
export const measurePace = (clock: Pick<Clock, "now">): number => {
  // Typed arrays are slower in a process in which one has ever been detached, as by a memory of WebAssembly that has grown.
  const a = Array.from({ length: size * size }, (_, i) => 1 / (1 + i));
  const product = Array.from(a);
  let fastest = Number.POSITIVE_INFINITY;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const start = clock.now();
    multiply(size, a, a, product);
    fastest = Math.min(fastest, clock.now() - start);
  }
  return fastest;
};

// The size is handed in: what stands outside of a function is looked up again and again once files are bundled.
const multiply = (size: number, a: readonly number[], b: readonly number[], product: number[]): void => {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += a[row * size + k]! * b[k * size + column]!;
      product[row * size + column] = sum;
    }
  }
};
