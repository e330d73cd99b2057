// Activations and losses. Exponentials come from AssemblyScript's own port of musl, never from the host:
// `Math.exp` differs between JavaScript engines in the last bit.

// @ts-ignore: decorator
@inline const RELU: i32 = 0;
// @ts-ignore: decorator
@inline const TANH: i32 = 1;
// @ts-ignore: decorator
@inline const SIGMOID: i32 = 2;

// @ts-ignore: decorator
@inline function exponential(x: real): real {
  if (sizeof<real>() == 8) return <real>NativeMath.exp(<f64>x);
  return <real>NativeMathf.exp(<f32>x);
}

// @ts-ignore: decorator
@inline function logarithm(x: real): real {
  if (sizeof<real>() == 8) return <real>NativeMath.log(<f64>x);
  return <real>NativeMathf.log(<f32>x);
}

// @ts-ignore: decorator
@inline function hyperbolicTangent(x: real): real {
  if (sizeof<real>() == 8) return <real>NativeMath.tanh(<f64>x);
  return <real>NativeMathf.tanh(<f32>x);
}

/** x = f(a) and slope = f′(a), `count` entries; f′(0) = 0 for relu. Anything that is not relu, tanh or sigmoid is linear. */
export function activate(kind: i32, a: usize, x: usize, slope: usize, count: i32): void {
  const end = a + <usize>count * sizeof<real>();
  if (kind == RELU) {
    const zero = v128.splat<real>(0), one = v128.splat<real>(1);
    for (; a + 16 <= end; a += 16, x += 16, slope += 16) {
      const v = v128.load(a);
      v128.store(x, v128.max<real>(v, zero));
      v128.store(slope, v128.and(v128.gt<real>(v, zero), one));
    }
  }
  for (; a < end; a += sizeof<real>(), x += sizeof<real>(), slope += sizeof<real>()) {
    const v = load<real>(a);
    const f = respond(kind, v);
    const d = slopeAt(kind, v, f);
    store<real>(x, f);
    store<real>(slope, d);
  }
}

/** f(v) of one number. */
// @ts-ignore: decorator
@inline function respond(kind: i32, v: real): real {
  if (kind == RELU) return max<real>(v, 0);
  if (kind == TANH) return hyperbolicTangent(v);
  if (kind == SIGMOID) return 1 / (1 + exponential(-v));
  return v;
}

/** f′(v) of one number, given f(v). */
// @ts-ignore: decorator
@inline function slopeAt(kind: i32, v: real, f: real): real {
  if (kind == RELU) return v > 0 ? 1 : 0;
  if (kind == TANH) return 1 - f * f;
  if (kind == SIGMOID) return f * (1 - f);
  return 1;
}

/** force = −precision (x − f(a)), signal = −force ∘ f′(a): what an error does to its own layer and to the one below. */
export function errorForce(kind: i32, a: usize, x: usize, precision: real, force: usize, signal: usize, count: i32): void {
  const end = a + <usize>count * sizeof<real>();
  if (kind == RELU) {
    const zero = v128.splat<real>(0), negative = v128.splat<real>(-precision);
    for (; a + 16 <= end; a += 16, x += 16, force += 16, signal += 16) {
      const v = v128.load(a);
      const pull = v128.mul<real>(negative, v128.sub<real>(v128.load(x), v128.max<real>(v, zero)));
      v128.store(force, pull);
      v128.store(signal, v128.and(v128.gt<real>(v, zero), v128.sub<real>(zero, pull)));
    }
  }
  for (; a < end; a += sizeof<real>(), x += sizeof<real>(), force += sizeof<real>(), signal += sizeof<real>()) {
    const v = load<real>(a);
    const f = respond(kind, v);
    const pull = -precision * (load<real>(x) - f);
    store<real>(force, pull);
    store<real>(signal, -pull * slopeAt(kind, v, f));
  }
}

/** out = f⁻¹(x); for relu that of its increasing branch. */
export function inverse(kind: i32, x: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count * sizeof<real>(); i += sizeof<real>()) {
    const v = load<real>(x + i);
    let u: real = v;
    if (kind == TANH) u = (logarithm(1 + v) - logarithm(1 - v)) / 2;
    else if (kind == SIGMOID) u = logarithm(v) - logarithm(1 - v);
    store<real>(out + i, u);
  }
}

/** out = G(x) with G′ = f⁻¹: the energy that it costs a unit to hold its rate. */
export function potential(kind: i32, x: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count * sizeof<real>(); i += sizeof<real>()) {
    const v = load<real>(x + i);
    let g: real = v * v / 2;
    if (kind == TANH) g = ((1 + v) * logarithm(1 + v) + (1 - v) * logarithm(1 - v)) / 2;
    else if (kind == SIGMOID) g = v * logarithm(v) + (1 - v) * logarithm(1 - v);
    store<real>(out + i, g);
  }
}

/** prediction − T for each row of o; the prediction is o itself or softmax(o). */
export function outputError(crossEntropy: i32, o: usize, target: usize, error: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  for (let i = 0; i < rows; i++) {
    if (crossEntropy) softmax(o, error, columns);
    else memory.copy(error, o, width);
    for (let j: usize = 0; j < width; j += sizeof<real>()) {
      store<real>(error + j, load<real>(error + j) - load<real>(target + j));
    }
    o += width; target += width; error += width;
  }
}

/** L per row: ½‖o − T‖², or −Σ T log softmax(o). */
export function lossPerRow(crossEntropy: i32, o: usize, target: usize, loss: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  for (let i = 0; i < rows; i++) {
    let sum: real = 0;
    if (crossEntropy) {
      const top = largest(o, columns);
      let total: real = 0;
      for (let j: usize = 0; j < width; j += sizeof<real>()) total += exponential(load<real>(o + j) - top);
      const logTotal = logarithm(total);
      for (let j: usize = 0; j < width; j += sizeof<real>()) {
        sum -= load<real>(target + j) * (load<real>(o + j) - top - logTotal);
      }
    } else {
      for (let j: usize = 0; j < width; j += sizeof<real>()) {
        const d = load<real>(o + j) - load<real>(target + j);
        sum += d * d;
      }
      sum *= 0.5;
    }
    store<real>(loss, sum);
    o += width; target += width; loss += sizeof<real>();
  }
}

function largest(o: usize, columns: i32): real {
  let top = load<real>(o);
  for (let j = 1; j < columns; j++) top = max<real>(top, load<real>(o + <usize>j * sizeof<real>()));
  return top;
}

function softmax(o: usize, out: usize, columns: i32): void {
  const top = largest(o, columns);
  const width = <usize>columns * sizeof<real>();
  let total: real = 0;
  for (let j: usize = 0; j < width; j += sizeof<real>()) {
    const e = exponential(load<real>(o + j) - top);
    store<real>(out + j, e);
    total += e;
  }
  for (let j: usize = 0; j < width; j += sizeof<real>()) store<real>(out + j, load<real>(out + j) / total);
}
