/** x · y of plain vectors of one length, summed from the first entry to the last. */
export const dot = (x: Float64Array, y: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
};

/** x_k · y of several vectors, each the sum of `dot` to the bit: four side by side, since a sum alone waits for each of its additions. */
export const dots = (x: readonly Float64Array[], y: Float64Array): number[] => {
  const out: number[] = [];
  while (out.length + 4 <= x.length) {
    const k = out.length;
    const first = x[k]!;
    const second = x[k + 1]!;
    const third = x[k + 2]!;
    const fourth = x[k + 3]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < y.length; i++) {
      const value = y[i]!;
      a += first[i]! * value;
      b += second[i]! * value;
      c += third[i]! * value;
      d += fourth[i]! * value;
    }
    out.push(a, b, c, d);
  }
  while (out.length < x.length) out.push(dot(x[out.length]!, y));
  return out;
};
