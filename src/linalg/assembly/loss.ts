// Losses, their errors at the output, and these continued to complex outputs.
import { exponential, logarithm } from "./functions";

// @ts-ignore: decorator
@inline const LANES: i32 = 16 / sizeof<real>();

/** prediction − T for each row of o; the prediction is o itself or softmax(o). */
export function outputError(crossEntropy: i32, o: usize, target: usize, error: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  for (let i = 0; i < rows; i++) {
    if (crossEntropy) difference(error, exponentials(o, error, columns), target, error, width);
    else difference(o, 1, target, error, width);
    o += width; target += width; error += width;
  }
}

/** error = x / total − T over a row of `width` bytes. */
// @ts-ignore: decorator
@inline
function difference(x: usize, total: real, target: usize, error: usize, width: usize): void {
  const end = x + width, totals = v128.splat<real>(total);
  for (; x + 16 <= end; x += 16, target += 16, error += 16) {
    v128.store(error, v128.sub<real>(v128.div<real>(v128.load(x), totals), v128.load(target)));
  }
  for (; x < end; x += sizeof<real>(), target += sizeof<real>(), error += sizeof<real>()) {
    store<real>(error, load<real>(x) / total - load<real>(target));
  }
}

/** L per row: ½‖o − T‖², or −Σ T log softmax(o). */
export function lossPerRow(crossEntropy: i32, o: usize, target: usize, loss: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  for (let i = 0; i < rows; i++) {
    let sum: real = 0;
    if (crossEntropy) {
      const top = largest(o, columns);
      let total: real = 0;
      for (let j: usize = 0; j < width; j += sizeof<real>()) total += exponential(load<real>(o + j) - top);
      const logTotal = logarithm(total);
      for (let j: usize = 0; j < width; j += sizeof<real>()) {
        sum -= load<real>(target + j) * (load<real>(o + j) - top - logTotal);
      }
    } else {
      for (let j: usize = 0; j < width; j += sizeof<real>()) {
        const d = load<real>(o + j) - load<real>(target + j);
        sum += d * d;
      }
      sum *= 0.5;
    }
    store<real>(loss, sum);
    o += width; target += width; loss += sizeof<real>();
  }
}

/** The largest of a row, two or four at a time; what is no number is passed over, since the sum over the row shows it. */
function largest(o: usize, columns: i32): real {
  const end = o + <usize>columns * sizeof<real>();
  let top = load<real>(o);
  if (columns >= LANES) {
    let most = v128.load(o);
    for (o += 16; o + 16 <= end; o += 16) most = v128.pmax<real>(most, v128.load(o));
    top = v128.extract_lane<real>(most, 0);
    top = greater(top, v128.extract_lane<real>(most, 1));
    if (sizeof<real>() == 4) top = greater(greater(top, v128.extract_lane<real>(most, 2)), v128.extract_lane<real>(most, 3));
  }
  for (; o < end; o += sizeof<real>()) top = greater(top, load<real>(o));
  return top;
}

// @ts-ignore: decorator
@inline function greater(a: real, b: real): real {
  return b > a ? b : a;
}

/** out = e^(o − max o) over a row; returns its sum, from the first entry to the last. */
function exponentials(o: usize, out: usize, columns: i32): real {
  const top = largest(o, columns);
  const width = <usize>columns * sizeof<real>();
  let total: real = 0;
  for (let j: usize = 0; j < width; j += sizeof<real>()) {
    const e = exponential(load<real>(o + j) - top);
    store<real>(out + j, e);
    total += e;
  }
  return total;
}

/** error = o − T, or softmax(o) − T continued to complex o, per row. */
export function outputErrorComplex(
  crossEntropy: i32, oRe: usize, oIm: usize, target: usize, errorRe: usize, errorIm: usize, rows: i32, columns: i32,
): void {
  const width = <usize>columns * sizeof<real>();
  for (let row = 0; row < rows; row++) {
    let top: f64 = -Infinity, totalRe: f64 = 0, totalIm: f64 = 0;
    for (let j: usize = 0; j < width; j += sizeof<real>()) top = max(top, <f64>load<real>(oRe + j));
    for (let j: usize = 0; j < width; j += sizeof<real>()) {
      let u = <f64>load<real>(oRe + j), v = <f64>load<real>(oIm + j);
      if (crossEntropy) {
        const size = NativeMath.exp(u - top);
        u = size * NativeMath.cos(v);
        v = size * NativeMath.sin(v);
        totalRe += u;
        totalIm += v;
      }
      store<real>(errorRe + j, <real>u);
      store<real>(errorIm + j, <real>v);
    }
    const square = totalRe * totalRe + totalIm * totalIm;
    for (let j: usize = 0; j < width; j += sizeof<real>()) {
      let u = <f64>load<real>(errorRe + j), v = <f64>load<real>(errorIm + j);
      if (crossEntropy) {
        const quotient = (u * totalRe + v * totalIm) / square;
        v = (v * totalRe - u * totalIm) / square;
        u = quotient;
      }
      store<real>(errorRe + j, <real>(u - <f64>load<real>(target + j)));
      store<real>(errorIm + j, <real>v);
    }
    oRe += width; oIm += width; target += width; errorRe += width; errorIm += width;
  }
}
