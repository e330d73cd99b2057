// relu(v) = max(v, 0), f′(0) = 0. Its inverse is that of the increasing branch.
import { register, withInverse, withVectors } from "../activations";

function value(v: real): real {
  return max<real>(v, 0);
}

function slope(v: real, f: real): real {
  return v > 0 ? 1 : 0;
}

function inverse(x: real): real {
  return x;
}

function potential(x: real): real {
  return x * x / 2;
}

function activateVectors(a: usize, x: usize, slope: usize, end: usize): usize {
  const begin = a, zero = v128.splat<real>(0), one = v128.splat<real>(1);
  for (; a + 16 <= end; a += 16, x += 16, slope += 16) {
    const v = v128.load(a);
    v128.store(x, v128.max<real>(v, zero));
    v128.store(slope, v128.and(v128.gt<real>(v, zero), one));
  }
  return a - begin;
}

function forceVectors(a: usize, x: usize, precision: real, force: usize, signal: usize, end: usize): usize {
  const begin = a, zero = v128.splat<real>(0), negative = v128.splat<real>(-precision);
  for (; a + 16 <= end; a += 16, x += 16, force += 16, signal += 16) {
    const v = v128.load(a);
    const pull = v128.mul<real>(negative, v128.sub<real>(v128.load(x), v128.max<real>(v, zero)));
    v128.store(force, pull);
    v128.store(signal, v128.and(v128.gt<real>(v, zero), v128.sub<real>(zero, pull)));
  }
  return a - begin;
}

register("relu", value, slope);
withInverse(inverse, potential);
withVectors(activateVectors, forceVectors);
