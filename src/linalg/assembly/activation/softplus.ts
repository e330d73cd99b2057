// softplus(v) = log(1 + e^v), f′ = σ(v), f⁻¹ = x + log(1 − e^{−x}); branch points at v = ±iπ, ±3iπ, …
import { answer, register, withContinuation, withInverse } from "../activations";
import { complexTangent, tangentIm, tangentRe } from "../functions";

function value(v: real): real {
  const x = <f64>v;
  const far = NativeMath.log1p(NativeMath.exp(-abs(x)));
  return <real>(x > 0 ? x + far : far);
}

function slope(v: real, f: real): real {
  return <real>(1 / (1 + NativeMath.exp(-<f64>v)));
}

function inverse(x: real): real {
  return <real>(<f64>x + NativeMath.log(-NativeMath.expm1(-<f64>x)));
}

/** x²/2 + Li₂(e^{−x}), because Li₂(e^{−x})′ = log(1 − e^{−x}). */
function potential(x: real): real {
  const v = <f64>x;
  const below = -NativeMath.expm1(-v);
  return <real>(v * v / 2 + dilogarithm(NativeMath.exp(-v), below));
}

/** Li₂(z) for 0 < z < 1, given 1 − z: reflected to z ≤ ½, there Σ B_n u^{n+1}/(n+1)! with u = −log(1 − z) ≤ log 2. */
function dilogarithm(z: f64, rest: f64): f64 {
  if (z > 0.5) return 1.6449340668482264 - NativeMath.log(z) * NativeMath.log(rest) - dilogarithm(rest, z);
  const u = -NativeMath.log1p(-z), s = u * u;
  const sum = 1.0 / 36 + s * (-1.0 / 3600 + s * (1.0 / 211680 + s * (-1.0 / 10886400
    + s * (1.0 / 526901760 + s * (-691.0 / 16999766784000 + s * (1.0 / 1120863744000))))));
  return u - s / 4 + u * s * sum;
}

/** Re z > 0: z + log(1 + e^{−z}), else log(1 + e^z), both continued from the real axis. */
function continuation(u: f64, v: f64): void {
  const size = NativeMath.exp(-abs(u));
  const a = size * NativeMath.cos(v), b = size * NativeMath.sin(u > 0 ? -v : v);
  const f = NativeMath.log1p(2 * a + (a * a + b * b)) / 2, g = NativeMath.atan2(b, 1 + a);
  complexTangent(u / 2, v / 2);
  if (u > 0) answer(u + f, v + g, (1 + tangentRe) / 2, tangentIm / 2);
  else answer(f, g, (1 + tangentRe) / 2, tangentIm / 2);
}

register("softplus", value, slope);
withInverse(inverse, potential);
withContinuation(continuation);
