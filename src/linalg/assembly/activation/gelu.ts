// gelu(v) = v Φ(v) with Φ the standard normal distribution (Hendrycks & Gimpel 2016, the exact one), f′ = Φ + v φ. It turns,
// so it has no inverse.
import { answer, register, withContinuation } from "../activations";
import { productError } from "../functions";

/** 1/√(2π). */
// @ts-ignore: decorator
@inline const DENSITY: f64 = 0.3989422804014327;

/** Chebyshev fit, as powers of u from u¹ on, of S(u) = (1 + 5t/4) Φ(−t) e^{t²/2} with u = (t − 4)/(t + 4), to 1e-18. */
const coefficients: usize = memory.data<f64>([
  -0.07827991627104336, -0.013595270429285265, 0.05367730690136721, -0.04796349781161711,
  0.024543145720313186, -0.006379863759180456, -0.0005167323385949002, 0.0009154174672630926,
  -0.00010664906328940684, -0.0001169786988307492, 2.5404488073638e-05, 1.8110054872344754e-05,
  -4.082159481853685e-06, -3.4331484569774517e-06, 4.5210828902412e-07, 7.165827286725533e-07,
  1.869832294293458e-08, -1.447122222572246e-07, -3.230654483312998e-08, 2.460064010962738e-08,
  1.1691969137874559e-08, -2.8070772694478353e-09, -2.4711928965403726e-09, 8.030124227678757e-11,
  2.52707533891961e-10, 1.9946424324487496e-11,
]);
// @ts-ignore: decorator
@inline const TERMS: i32 = 26;
/** S(0), and what its double leaves over. */
// @ts-ignore: decorator
@inline const MIDDLE: f64 = 0.5664638478118136, MIDDLE_REST: f64 = 3.904906573788819e-17;

let high: f64 = 0, low: f64 = 0;

/**
 * t Φ(−t) for t ≥ 0 as `high + low`, to about 0.6 units in the last place of `high`. Φ(−t) = e^{−t²/2} S(u)/(1 + 5t/4): the
 * exponential carries the error, so u, S, the quotient and t² are kept in two parts.
 */
function weightedTail(t: f64): void {
  const above = t - 4, below = t + 4, u = above / below, whole = u * below;
  // What the roundings of t − 4, t + 4 and the division left over.
  const aboveRest = t > 4 ? (t - above) - 4 : t - (above + 4), belowRest = t > 4 ? 4 - (below - t) : t - (below - 4);
  const uRest = (((above - whole) - productError(u, below, whole)) + (aboveRest - u * belowRest)) / below;
  let polynomial: f64 = 0, derivative: f64 = 0;
  for (let i = TERMS - 1; i >= 0; i--) {
    derivative = derivative * u + polynomial;
    polynomial = polynomial * u + load<f64>(coefficients + (<usize>i << 3));
  }
  derivative = derivative * u + polynomial;
  polynomial *= u;
  const s = MIDDLE + polynomial, sRest = (MIDDLE - s) + polynomial + (MIDDLE_REST + uRest * derivative);

  const slant = t + 0.25 * t, d = 1 + slant;
  const dRest = (slant > 1 ? (slant - d) + 1 : (1 - d) + slant) + ((t - slant) + 0.25 * t);
  const quotient = s / d, product = quotient * d;
  const quotientRest = (((s - product) - productError(quotient, d, product)) + (sRest - quotient * dRest)) / d;

  const square = t * t, squareRest = productError(t, t, square);
  const weighted = t * quotient, weightedRest = productError(t, quotient, weighted) + t * quotientRest;
  const rest = weightedRest - weighted * squareRest / 2;
  if (t < 8) {
    const e = NativeMath.exp(-square / 2);
    high = weighted * e;
    low = productError(weighted, e, high) + rest * e;
  } else {
    // In two halves, so that nothing rounds twice where e^{−t²/2} is subnormal.
    const e = NativeMath.exp(-square / 4);
    high = (weighted + rest) * e * e;
    low = 0;
  }
}

function value(v: real): real {
  const x = <f64>v;
  if (x < -40) return <real>-0.0;
  if (x > 40 || x != x) return v;
  weightedTail(abs(x));
  if (x < 0) return <real>-(high + low);
  const rest = x - high;
  return <real>(rest + (((x - rest) - high) - low));
}

function slope(v: real, f: real): real {
  const x = <f64>v;
  if (abs(x) > 40) return x > 0 ? 1 : 0;
  const share = abs(x) < 1e-150 ? 0.5 : distribution(x);
  return <real>(share + DENSITY * x * NativeMath.exp(-x * x / 2));
}

/** Φ(x), x ≠ 0. */
function distribution(x: f64): f64 {
  weightedTail(abs(x));
  return x < 0 ? high / -x : 1 - high / x;
}

/** f = z Φ(z), f′ = Φ(z) + z φ(z), Φ(z) = (1 + erf(z/√2))/2. */
function continuation(u: f64, v: f64): void {
  const p = (1 + errorFunction(u, v)) / 2, q = errorIm / 2;
  const size = DENSITY * NativeMath.exp((v * v - u * u) / 2);
  const densityRe = size * NativeMath.cos(u * v), densityIm = -size * NativeMath.sin(u * v);
  answer(
    u * p - v * q, u * q + v * p,
    p + u * densityRe - v * densityIm, q + u * densityIm + v * densityRe,
  );
}

let errorIm: f64 = 0;

/** erf((u + iv)/√2), its real part as the result and its imaginary part in `errorIm` (Abramowitz & Stegun 7.1.29). */
function errorFunction(u: f64, v: f64): f64 {
  const x = abs(u) * Math.SQRT1_2, y = (u < 0 ? -v : v) * Math.SQRT1_2;
  const cosine = NativeMath.cos(2 * x * y), sine = NativeMath.sin(2 * x * y), half = NativeMath.sin(x * y);
  const size = NativeMath.exp(-x * x);
  let re: f64 = 0, im = size * y / Math.PI;
  if (x > 0) {
    weightedTail(abs(u));
    re = 1 - 2 * (high / abs(u)) + size * half * half / (Math.PI * x);
    im = size * sine / (2 * Math.PI * x);
  }
  const terms = i32(2 * abs(y) + 2 * sqrt(y * y + 40)) + 1;
  let sumRe: f64 = 0, sumIm: f64 = 0;
  for (let n = 1; n <= terms; n++) {
    const k = <f64>n, base = -k * k / 4 - x * x;
    const up = NativeMath.exp(base + k * y), down = NativeMath.exp(base - k * y);
    const cosh = (up + down) / 2, sinh = (up - down) / 2, below = k * k + 4 * x * x;
    sumRe += (2 * x * (NativeMath.exp(base) - cosh * cosine) + k * sinh * sine) / below;
    sumIm += (2 * x * cosh * sine + k * sinh * cosine) / below;
  }
  re += 2 / Math.PI * sumRe;
  im += 2 / Math.PI * sumIm;
  errorIm = u < 0 ? -im : im;
  return u < 0 ? -re : re;
}

register("gelu", value, slope);
withContinuation(continuation);
