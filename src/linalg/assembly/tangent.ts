// tanh of a vector of numbers at once, with the bits of `hyperbolicTangent`: the same operations on each of them as in musl's
// `tanh.c` and `expm1.c` (Sun Microsystems 1993), whose cases are all computed and then chosen among.

/** From here on tanh goes other ways: vectors with such an entry, or NaN, are for `hyperbolicTangent`. */
// @ts-ignore: decorator
@inline function beyond(): real {
  return sizeof<real>() == 8 ? 19 : 10;
}

/** A constant by its bits in float64 and in float32, in all lanes. */
// @ts-ignore: decorator
@inline function constant(wide: u64, narrow: u32): v128 {
  return sizeof<real>() == 8 ? i64x2.splat(wide) : i32x4.splat(narrow);
}

// @ts-ignore: decorator
@inline function number(value: f64): v128 {
  return v128.splat<real>(<real>value);
}

// @ts-ignore: decorator
@inline function plus(x: v128, y: v128): v128 {
  return v128.add<real>(x, y);
}

// @ts-ignore: decorator
@inline function minus(x: v128, y: v128): v128 {
  return v128.sub<real>(x, y);
}

// @ts-ignore: decorator
@inline function times(x: v128, y: v128): v128 {
  return v128.mul<real>(x, y);
}

// @ts-ignore: decorator
@inline function choose(condition: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, condition);
}

/** 2^k of whole numbers k: their sum with 2^52 (2^23 in float32) and the exponent's bias has k + bias in its last bits. */
// @ts-ignore: decorator
@inline function powerOfTwo(k: v128): v128 {
  return sizeof<real>() == 8
    ? i64x2.shl(plus(k, number(4503599627370496 + 1023)), 52)
    : i32x4.shl(plus(k, number(8388608 + 127)), 23);
}

/** Whether `tangents` holds for all entries. */
// @ts-ignore: decorator
@inline export function areNear(v: v128): bool {
  const near = v128.lt<real>(v128.abs<real>(v), number(beyond()));
  return sizeof<real>() == 8 ? v128.all_true<i64>(near) : v128.all_true<i32>(near);
}

/** tanh of each entry, which are near. */
// @ts-ignore: decorator
@inline export function tangents(v: v128): v128 {
  const size = v128.abs<real>(v), one = number(1), two = number(2), half = number(0.5);
  const isLarge = v128.ge<real>(size, constant(0x3FE193EB00000000, 0x3F0C9F55));
  const isSmall = v128.lt<real>(size, constant(0x3FD058AF00000000, 0x3E82C579));

  // expm1(z) with z = −2 |v| where |v| is small, else 2 |v|. z = k ln 2 + x, and c is what rounding leaves of it.
  const z = choose(isSmall, times(number(-2), size), times(two, size)), way = v128.abs<real>(z);
  const isReduced = v128.ge<real>(way, constant(0x3FD62E4300000000, 0x3EB17219));
  const isByOne = v128.lt<real>(way, constant(0x3FF0A2B200000000, 0x3F851592));
  const inverseLn2 = constant(0x3FF71547652B82FE, 0x3FB8AA3B);
  const whole = v128.trunc<real>(plus(times(inverseLn2, z), half));
  const byOne = v128.and(isReduced, choose(isSmall, number(-1), one));
  const k = choose(isByOne, byOne, whole);
  const high = minus(z, times(k, constant(0x3FE62E42FEE00000, 0x3F317180)));
  const low = times(k, constant(0x3DEA39EF35793C76, 0x3717F7D1));
  const x = minus(high, low), c = minus(minus(high, x), low);

  const halfX = times(half, x), square = times(x, halfX);
  const q1 = plus(one, times(square, constant(0xBFA11111111110F4, 0xBD088868)));
  let r: v128;
  if (sizeof<real>() == 8) {
    const q2 = plus(constant(0x3F5A01A019FE5585, 0), times(square, constant(0xBF14CE199EAADBB7, 0)));
    const q4 = plus(constant(0x3ED0CFCA86E65239, 0), times(square, constant(0xBE8AFDB76E09C32D, 0)));
    const fourth = times(square, square);
    r = plus(q1, times(fourth, plus(q2, times(fourth, q4))));
  } else {
    r = plus(one, times(square, plus(constant(0, 0xBD088868), times(square, constant(0, 0x3ACF3010)))));
  }
  const t = minus(number(3), times(r, halfX));
  const e = times(square, v128.div<real>(minus(r, t), minus(number(6), times(x, t))));
  const shifted = minus(minus(times(x, minus(e, c)), c), square);

  // x is never below −1/4 where k is 1, since z is at least 0.51 there; and k is at most 55.
  const unreduced = minus(x, minus(times(x, e), square));
  const rest = minus(x, shifted);
  const halved = minus(times(half, rest), half);
  const doubled = plus(one, times(two, rest));
  const inverse = powerOfTwo(v128.neg<real>(k));
  const isShort = v128.lt<real>(k, number(20));
  const raised = choose(isShort, minus(minus(one, inverse), shifted), minus(one, plus(shifted, inverse)));
  const scaled = times(plus(x, raised), powerOfTwo(k));
  const ofSmall = choose(isReduced, halved, unreduced);
  const ofOther = choose(v128.lt<real>(k, two), doubled, scaled);
  const grown = choose(isSmall, ofSmall, ofOther);

  const signed = choose(isSmall, v128.neg<real>(grown), grown);
  const quotient = v128.div<real>(choose(isLarge, two, signed), plus(grown, two));
  const answer = choose(isLarge, minus(one, quotient), quotient);
  return choose(number(-0.0), v, answer);
}
