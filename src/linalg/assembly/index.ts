// What the host may call. Pointers are byte offsets into the imported memory; the host places its arrays
// above `heapBase`. The activations register themselves: the build compiles every file in `activation/` in.

export { accumulateGram, accumulateProduct, pack } from "./product";
export { accumulateSparse, collectColumns, collectRows, hasNegativeZero, sampledZeros } from "./sparse";
export {
  activate, activateComplex, activationAbilities, activationName, errorForce, inverse, potential,
} from "./activations";
export { rectifiedProduct, rectifiedShape, rectify } from "./rectified";
export {
  averageWindows, averageWindowsBack, convolutionGradient, convolutionShape, convolve, convolveBack,
  convolveBackAlone,
} from "./convolution";
export { cosine, sine } from "./functions";
export { lossPerRow, outputError, outputErrorComplex } from "./loss";
export {
  addScaled, clear, combine, copy, decay, lookUp, momentumStep, pairSums, repeatRow, rowNorms, rowSquares, scale, scaledHadamard, sumRows,
} from "./elementwise";

export function heapBase(): usize {
  return __heap_base;
}
