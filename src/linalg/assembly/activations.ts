// What every activation goes through: the table in which each is registered by its file in `activation/`, and the
// loops over entries. Nothing falls through to another activation: what one doesn't support traps, and the host refuses it
// by name before.

type OfNumber = (v: real) => real;
type OfTwo = (v: real, f: real) => real;
type OfComplex = (u: f64, v: f64) => void;
type ActivateVectors = (a: usize, x: usize, slope: usize, end: usize) => usize;
type ForceVectors = (a: usize, x: usize, precision: real, force: usize, signal: usize, end: usize) => usize;

// @ts-ignore: decorator
@inline const MOST: i32 = 32;
// @ts-ignore: decorator
@inline const SLOTS: i32 = 8;
const table: usize = memory.data(4 * 8 * 32);
let registered: i32 = 0;

// @ts-ignore: decorator
@inline const NAME: i32 = 0;
// @ts-ignore: decorator
@inline const VALUE: i32 = 1;
// @ts-ignore: decorator
@inline const SLOPE: i32 = 2;
// @ts-ignore: decorator
@inline const INVERSE: i32 = 3;
// @ts-ignore: decorator
@inline const POTENTIAL: i32 = 4;
// @ts-ignore: decorator
@inline const CONTINUATION: i32 = 5;
// @ts-ignore: decorator
@inline const ACTIVATE_VECTORS: i32 = 6;
// @ts-ignore: decorator
@inline const FORCE_VECTORS: i32 = 7;

// @ts-ignore: decorator
@inline function slotOf(kind: i32, slot: i32): usize {
  return table + <usize>((kind * SLOTS + slot) << 2);
}

// @ts-ignore: decorator
@inline function put(slot: i32, value: u32): void {
  store<u32>(slotOf(registered - 1, slot), value);
}

// @ts-ignore: decorator
@inline function found(kind: i32, slot: i32): u32 {
  const index = load<u32>(slotOf(kind, slot));
  if (index == 0) unreachable();
  return index;
}

/** A new activation: f(v), and f′(v) given f(v). */
export function register(name: string, value: OfNumber, slope: OfTwo): void {
  if (registered == MOST) unreachable();
  registered++;
  put(NAME, <u32>changetype<usize>(name));
  put(VALUE, value.index);
  put(SLOPE, slope.index);
}

/** f⁻¹, and G with G′ = f⁻¹, of the activation that was registered last. */
export function withInverse(inverse: OfNumber, potential: OfNumber): void {
  put(INVERSE, inverse.index);
  put(POTENTIAL, potential.index);
}

/** The holomorphic continuation, which ends in `answer`, of the activation that was registered last. */
export function withContinuation(continuation: OfComplex): void {
  put(CONTINUATION, continuation.index);
}

/** The loops over whole vectors of the activation that was registered last; they return the bytes that they did. */
export function withVectors(activate: ActivateVectors, force: ForceVectors): void {
  put(ACTIVATE_VECTORS, activate.index);
  put(FORCE_VECTORS, force.index);
}

/** Where the name of an activation is, for the host; 0 after the last. */
export function activationName(kind: i32): usize {
  return kind < registered ? <usize>load<u32>(slotOf(kind, NAME)) : 0;
}

/** 1 if it has an inverse, plus 2 if it has a continuation. */
export function activationAbilities(kind: i32): i32 {
  return i32(load<u32>(slotOf(kind, INVERSE)) != 0) | (i32(load<u32>(slotOf(kind, CONTINUATION)) != 0) << 1);
}

/** x = f(a) and slope = f′(a), `count` entries. */
export function activate(kind: i32, a: usize, x: usize, slope: usize, count: i32): void {
  const end = a + <usize>count * sizeof<real>();
  const vectors = load<u32>(slotOf(kind, ACTIVATE_VECTORS));
  if (vectors != 0) {
    const done = call_indirect<usize>(vectors, a, x, slope, end);
    a += done; x += done; slope += done;
  }
  const value = found(kind, VALUE), rise = found(kind, SLOPE);
  for (; a < end; a += sizeof<real>(), x += sizeof<real>(), slope += sizeof<real>()) {
    const v = load<real>(a);
    const f = call_indirect<real>(value, v);
    const d = call_indirect<real>(rise, v, f);
    store<real>(x, f);
    store<real>(slope, d);
  }
}

/** force = −precision (x − f(a)), signal = −force ∘ f′(a): what an error does to its own layer and to the one below. */
export function errorForce(kind: i32, a: usize, x: usize, precision: real, force: usize, signal: usize, count: i32): void {
  const end = a + <usize>count * sizeof<real>();
  const vectors = load<u32>(slotOf(kind, FORCE_VECTORS));
  if (vectors != 0) {
    const done = call_indirect<usize>(vectors, a, x, precision, force, signal, end);
    a += done; x += done; force += done; signal += done;
  }
  const value = found(kind, VALUE), rise = found(kind, SLOPE);
  for (; a < end; a += sizeof<real>(), x += sizeof<real>(), force += sizeof<real>(), signal += sizeof<real>()) {
    const v = load<real>(a);
    const f = call_indirect<real>(value, v);
    const pull = -precision * (load<real>(x) - f);
    store<real>(force, pull);
    store<real>(signal, -pull * call_indirect<real>(rise, v, f));
  }
}

/** out = f⁻¹(x). */
export function inverse(kind: i32, x: usize, out: usize, count: i32): void {
  each(found(kind, INVERSE), x, out, count);
}

/** out = G(x) with G′ = f⁻¹: the energy that it costs a unit to hold its rate. */
export function potential(kind: i32, x: usize, out: usize, count: i32): void {
  each(found(kind, POTENTIAL), x, out, count);
}

function each(index: u32, x: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count * sizeof<real>(); i += sizeof<real>()) {
    store<real>(out + i, call_indirect<real>(index, load<real>(x + i)));
  }
}

let re: f64 = 0, im: f64 = 0, slopeRe: f64 = 0, slopeIm: f64 = 0;

/** What a continuation found: f = u + iv, f′ = d + ih. */
export function answer(u: f64, v: f64, d: f64, h: f64): void {
  re = u; im = v; slopeRe = d; slopeIm = h;
}

/** x = f(a), slope = f′(a) at complex a. */
export function activateComplex(
  kind: i32, aRe: usize, aIm: usize, xRe: usize, xIm: usize, outRe: usize, outIm: usize, count: i32,
): void {
  const end = <usize>count * sizeof<real>();
  const continuation = found(kind, CONTINUATION);
  for (let i: usize = 0; i < end; i += sizeof<real>()) {
    call_indirect<void>(continuation, <f64>load<real>(aRe + i), <f64>load<real>(aIm + i));
    store<real>(xRe + i, <real>re); store<real>(xIm + i, <real>im);
    store<real>(outRe + i, <real>slopeRe); store<real>(outIm + i, <real>slopeIm);
  }
}
