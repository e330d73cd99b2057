/**
 * `ratio^{count − 1}, …, ratio, 1`, by repeated multiplication (powers differ between JavaScript engines in the last bit).
 */
export const geometric = (ratio: number, count: number): number[] => {
  const values = [1];
  while (values.length < count) values.unshift(values[0]! * ratio);
  return values;
};

/** All precisions `π_1 … π_{L−1}` equal to 1: the ordinary PC network. */
export const unitPrecisions = (sizes: readonly number[]): readonly number[] =>
  sizes.slice(1, -1).map(() => 1);

/**
 * `π_l = κ^{−(L−l)}`: each layer trusts its prediction from below 1/κ times more than the layer above it does, so
 * that feedback fades geometrically (Whittington & Bogacz 2017). κ dimensionless, in (0, 1].
 */
export const fadingPrecisions = (sizes: readonly number[], ratio: number): readonly number[] =>
  geometric(1 / ratio, sizes.length - 1).slice(0, -1);

/** The precisions for a strength of feedback κ; 1 is the ordinary network. */
export const precisionsOf = (sizes: readonly number[], feedback: number): readonly number[] =>
  feedback === 1 ? unitPrecisions(sizes) : fadingPrecisions(sizes, feedback);
