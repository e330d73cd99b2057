// σ(v) = 1 / (1 + e^{−v}), f′ = f (1 − f), f⁻¹ = log x − log(1 − x).
import { answer, register, withContinuation, withInverse } from "../activations";
import { complexTangent, exponential, logarithm, tangentIm, tangentRe } from "../functions";

function value(v: real): real {
  return 1 / (1 + exponential(-v));
}

function slope(v: real, f: real): real {
  return f * (1 - f);
}

function inverse(x: real): real {
  return logarithm(x) - logarithm(1 - x);
}

function potential(x: real): real {
  return x * logarithm(x) + (1 - x) * logarithm(1 - x);
}

/** σ(z) = (1 + tanh(z/2)) / 2, σ′ = σ (1 − σ). */
function continuation(u: f64, v: f64): void {
  complexTangent(u / 2, v / 2);
  const f = (1 + tangentRe) / 2, g = tangentIm / 2;
  answer(f, g, f * (1 - f) + g * g, g * (1 - 2 * f));
}

register("sigmoid", value, slope);
withInverse(inverse, potential);
withContinuation(continuation);
