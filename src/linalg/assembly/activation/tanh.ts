// tanh(v), f′ = 1 − f², f⁻¹ = artanh.
import { answer, register, withContinuation, withInverse } from "../activations";
import { complexTangent, hyperbolicTangent, logarithm, tangentIm, tangentRe } from "../functions";

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

register("tanh", hyperbolic, slope);
withInverse(inverse, potential);
withContinuation(continuation);
