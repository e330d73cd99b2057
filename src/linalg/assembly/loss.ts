// Losses, their errors at the output, and these continued to complex outputs.
import { exponential, logarithm } from "./functions";

/** prediction − T for each row of o; the prediction is o itself or softmax(o). */
export function outputError(crossEntropy: i32, o: usize, target: usize, error: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  for (let i = 0; i < rows; i++) {
    if (crossEntropy) softmax(o, error, columns);
    else memory.copy(error, o, width);
    for (let j: usize = 0; j < width; j += sizeof<real>()) {
      store<real>(error + j, load<real>(error + j) - load<real>(target + j));
    }
    o += width; target += width; error += width;
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

function largest(o: usize, columns: i32): real {
  let top = load<real>(o);
  for (let j = 1; j < columns; j++) top = max<real>(top, load<real>(o + <usize>j * sizeof<real>()));
  return top;
}

function softmax(o: usize, out: usize, columns: i32): void {
  const top = largest(o, columns);
  const width = <usize>columns * sizeof<real>();
  let total: real = 0;
  for (let j: usize = 0; j < width; j += sizeof<real>()) {
    const e = exponential(load<real>(o + j) - top);
    store<real>(out + j, e);
    total += e;
  }
  for (let j: usize = 0; j < width; j += sizeof<real>()) store<real>(out + j, load<real>(out + j) / total);
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
