// leaky-relu(v) = v above 0, 0.01 v below; f′(0) = 0.01 (Maas et al. 2013).
import { register, withInverse } from "../activations";

// @ts-ignore: decorator
@inline const LEAK: f64 = 0.01;

function value(v: real): real {
  return v > 0 ? v : <real>(LEAK * <f64>v);
}

function slope(v: real, f: real): real {
  return v > 0 ? 1 : <real>LEAK;
}

function inverse(x: real): real {
  return x > 0 ? x : <real>(<f64>x / LEAK);
}

function potential(x: real): real {
  return x > 0 ? x * x / 2 : <real>(<f64>x * <f64>x / (2 * LEAK));
}

register("leaky-relu", value, slope);
withInverse(inverse, potential);
