// What the host may call. Pointers are byte offsets into the imported memory; the host places its arrays
// above `heapBase`.
export { accumulateProduct, pack } from "./product";
export { activate, errorForce, inverse, lossPerRow, outputError, potential } from "./activation";
export { activateComplex, cosine, outputErrorComplex, sine } from "./complex";
export { addScaled, combine, momentumStep, repeatRow, scaledHadamard, sumRows } from "./elementwise";

export function heapBase(): usize {
  return __heap_base;
}
