// silu(v) = v σ(v) (Elfwing et al. 2018), f′ = σ (1 + v (1 − σ)); poles at v = ±iπ, ±3iπ, … It turns, so it has no inverse.
import { answer, register, withContinuation } from "../activations";
import { complexTangent, tangentIm, tangentRe } from "../functions";

function value(v: real): real {
  const x = <f64>v;
  if (x >= 0) return <real>(x / (1 + NativeMath.exp(-x)));
  // In two halves, so that v e^v does not round twice where e^v is subnormal; −0 in the far limit.
  if (x < -40) {
    const half = NativeMath.exp(x / 2);
    return half == 0 ? <real>-0.0 : <real>(x * half * half);
  }
  return <real>(x / (1 + NativeMath.exp(-x)));
}

function slope(v: real, f: real): real {
  const x = <f64>v;
  const small = NativeMath.exp(-abs(x)), high = 1 / (1 + small), low = small * high;
  if (low == 0) return x > 0 ? 1 : 0;
  return x > 0 ? <real>(high * (1 + x * low)) : <real>(low * (1 + x * high));
}

function continuation(u: f64, v: f64): void {
  complexTangent(u / 2, v / 2);
  const s = (1 + tangentRe) / 2, t = tangentIm / 2;
  // σ (1 + z (1 − σ)) with 1 − σ = 1 − s − it.
  const p = 1 + u * (1 - s) + v * t, q = v * (1 - s) - u * t;
  answer(u * s - v * t, u * t + v * s, s * p - t * q, s * q + t * p);
}

register("silu", value, slope);
withContinuation(continuation);
