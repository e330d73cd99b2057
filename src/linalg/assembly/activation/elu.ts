// elu(v) = v above 0, e^v − 1 below (Clevert et al. 2016, α = 1); f′ is continuous, f″ is not.
import { register, withInverse } from "../activations";

function value(v: real): real {
  return v > 0 ? v : <real>NativeMath.expm1(<f64>v);
}

function slope(v: real, f: real): real {
  return v > 0 ? 1 : f + 1;
}

function inverse(x: real): real {
  return x > 0 ? x : <real>NativeMath.log1p(<f64>x);
}

function potential(x: real): real {
  const v = <f64>x;
  return v > 0 ? <real>(v * v / 2) : <real>((1 + v) * NativeMath.log1p(v) - v);
}

register("elu", value, slope);
withInverse(inverse, potential);
