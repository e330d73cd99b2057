// tanh(v), f′ = 1 − f², f⁻¹ = artanh.
import { answer, register, withContinuation, withInverse, withVectors } from "../activations";
import { complexTangent, hyperbolicTangent, logarithm, tangentIm, tangentRe } from "../functions";
import { areNear, tangents } from "../tangent";

function hyperbolic(v: real): real {
  return hyperbolicTangent(v);
}

function slope(v: real, f: real): real {
  return 1 - f * f;
}

function inverse(x: real): real {
  return (logarithm(1 + x) - logarithm(1 - x)) / 2;
}

function potential(x: real): real {
  return ((1 + x) * logarithm(1 + x) + (1 - x) * logarithm(1 - x)) / 2;
}

function continuation(u: f64, v: f64): void {
  complexTangent(u, v);
  const f = tangentRe, g = tangentIm;
  answer(f, g, 1 - (f * f - g * g), -2 * f * g);
}

/** Of a vector, where some entries may be far. */
function each(v: v128): v128 {
  if (areNear(v)) return tangents(v);
  let f = v128.replace_lane<real>(v, 0, hyperbolicTangent(v128.extract_lane<real>(v, 0)));
  f = v128.replace_lane<real>(f, 1, hyperbolicTangent(v128.extract_lane<real>(v, 1)));
  if (sizeof<real>() == 8) return f;
  f = v128.replace_lane<real>(f, 2, hyperbolicTangent(v128.extract_lane<real>(v, 2)));
  return v128.replace_lane<real>(f, 3, hyperbolicTangent(v128.extract_lane<real>(v, 3)));
}

function activateVectors(a: usize, x: usize, slope: usize, end: usize): usize {
  const begin = a, one = v128.splat<real>(1);
  for (; a + 16 <= end; a += 16, x += 16, slope += 16) {
    const f = each(v128.load(a));
    v128.store(x, f);
    v128.store(slope, v128.sub<real>(one, v128.mul<real>(f, f)));
  }
  return a - begin;
}

function forceVectors(a: usize, x: usize, precision: real, force: usize, signal: usize, end: usize): usize {
  const begin = a, one = v128.splat<real>(1), negative = v128.splat<real>(-precision);
  for (; a + 16 <= end; a += 16, x += 16, force += 16, signal += 16) {
    const f = each(v128.load(a));
    const pull = v128.mul<real>(negative, v128.sub<real>(v128.load(x), f));
    v128.store(force, pull);
    v128.store(signal, v128.mul<real>(v128.neg<real>(pull), v128.sub<real>(one, v128.mul<real>(f, f))));
  }
  return a - begin;
}

register("tanh", hyperbolic, slope);
withInverse(inverse, potential);
withContinuation(continuation);
withVectors(activateVectors, forceVectors);
