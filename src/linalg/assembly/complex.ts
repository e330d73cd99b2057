// Holomorphic activations and the output error at complex activities; real and imaginary parts in separate arrays.

// @ts-ignore: decorator
@inline const TANH: i32 = 1;
// @ts-ignore: decorator
@inline const SIGMOID: i32 = 2;
/** Beyond this real part tanh is ±1 up to a term that is computed without overflow. */
// @ts-ignore: decorator
@inline const FAR: f64 = 20;

/** Results of `tangent`. */
let re: f64 = 0, im: f64 = 0;

/** tanh(x + iy) = (sinh 2x + i sin 2y) / (cosh 2x + cos 2y), into `re` and `im`. */
function tangent(x: f64, y: f64): void {
  if (abs(x) > FAR) {
    re = x > 0 ? 1 : -1;
    im = 2 * NativeMath.sin(2 * y) * NativeMath.exp(-2 * abs(x));
    return;
  }
  const up = NativeMath.exp(2 * x), down = 1 / up;
  const below = (up + down) / 2 + NativeMath.cos(2 * y);
  re = (up - down) / 2 / below;
  im = NativeMath.sin(2 * y) / below;
}

/** x = f(a), slope = f′(a) for tanh, sigmoid and (any other kind) the identity. */
export function activateComplex(
  kind: i32, aRe: usize, aIm: usize, xRe: usize, xIm: usize, slopeRe: usize, slopeIm: usize, count: i32,
): void {
  const end = <usize>count * sizeof<real>();
  for (let i: usize = 0; i < end; i += sizeof<real>()) {
    const u = <f64>load<real>(aRe + i), v = <f64>load<real>(aIm + i);
    let f = u, g = v, d: f64 = 1, h: f64 = 0;
    if (kind == TANH) {
      tangent(u, v);
      f = re; g = im;
      d = 1 - (f * f - g * g);
      h = -2 * f * g;
    } else if (kind == SIGMOID) {
      // σ(z) = (1 + tanh(z/2)) / 2, σ′ = σ (1 − σ).
      tangent(u / 2, v / 2);
      f = (1 + re) / 2; g = im / 2;
      d = f * (1 - f) + g * g;
      h = g * (1 - 2 * f);
    }
    store<real>(xRe + i, <real>f); store<real>(xIm + i, <real>g);
    store<real>(slopeRe + i, <real>d); store<real>(slopeIm + i, <real>h);
  }
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

export function cosine(angle: f64): f64 {
  return NativeMath.cos(angle);
}

export function sine(angle: f64): f64 {
  return NativeMath.sin(angle);
}
