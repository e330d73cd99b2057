// Elementary functions from AssemblyScript's own port of musl, never from the host: `Math.exp` differs between
// JavaScript engines in the last bit.

// @ts-ignore: decorator
@inline export function exponential(x: real): real {
  if (sizeof<real>() == 8) return <real>NativeMath.exp(<f64>x);
  return <real>NativeMathf.exp(<f32>x);
}

// @ts-ignore: decorator
@inline export function logarithm(x: real): real {
  if (sizeof<real>() == 8) return <real>NativeMath.log(<f64>x);
  return <real>NativeMathf.log(<f32>x);
}

// @ts-ignore: decorator
@inline export function hyperbolicTangent(x: real): real {
  if (sizeof<real>() == 8) return <real>NativeMath.tanh(<f64>x);
  return <real>NativeMathf.tanh(<f32>x);
}

export function cosine(angle: f64): f64 {
  return NativeMath.cos(angle);
}

export function sine(angle: f64): f64 {
  return NativeMath.sin(angle);
}

/** The rounding error of the product p = a b, exactly (Dekker 1971; Veltkamp's splitting); |a|, |b| < 1e290. */
export function productError(a: f64, b: f64, p: f64): f64 {
  const wideA = 134217729 * a, wideB = 134217729 * b;
  const highA = wideA - (wideA - a), highB = wideB - (wideB - b);
  const lowA = a - highA, lowB = b - highB;
  return lowA * lowB - (((p - highA * highB) - lowA * highB) - highA * lowB);
}

/** Results of `complexTangent`. */
export let tangentRe: f64 = 0, tangentIm: f64 = 0;

/** Beyond this real part tanh is ±1 up to a term that is computed without overflow. */
// @ts-ignore: decorator
@inline const FAR: f64 = 20;

/** tanh(x + iy) = (sinh 2x + i sin 2y) / (cosh 2x + cos 2y), into `tangentRe` and `tangentIm`. */
export function complexTangent(x: f64, y: f64): void {
  if (abs(x) > FAR) {
    tangentRe = x > 0 ? 1 : -1;
    tangentIm = 2 * NativeMath.sin(2 * y) * NativeMath.exp(-2 * abs(x));
    return;
  }
  const up = NativeMath.exp(2 * x), down = 1 / up;
  const below = (up + down) / 2 + NativeMath.cos(2 * y);
  tangentRe = (up - down) / 2 / below;
  tangentIm = NativeMath.sin(2 * y) / below;
}
