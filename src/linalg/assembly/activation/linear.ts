// f(v) = v.
import { answer, register, withContinuation, withInverse } from "../activations";

function value(v: real): real {
  return v;
}

function slope(v: real, f: real): real {
  return 1;
}

function potential(x: real): real {
  return x * x / 2;
}

function continuation(u: f64, v: f64): void {
  answer(u, v, 1, 0);
}

register("linear", value, slope);
withInverse(value, potential);
withContinuation(continuation);
