// The product A = A₀ + Z G for what stands behind a ReLU: f and f′ are exactly 0 wherever a < 0, so an entry that is sure to stay below 0 need
// not be known, and where z is 0 its terms need not be added. Per sample G shrinks to the units that are active on both sides; every
// entry that is computed is the same sum in the same order, to the bit.
//
// A unit k is left alone as long as |(z G)_k| ≤ ‖z‖ ‖G_k‖ ≤ ½ |a₀_k|, a₀_k < 0: then a_k < 0 exactly, and also as it is summed in floating
// point, whose error is below n u (|a₀_k| + ‖z‖ ‖G_k‖). Each sample carries a reach: the largest ‖z‖ for which this holds for all units that
// are left alone. The norm is taken before every product; one that is beyond its reach gets a new choice of units first.

// @ts-ignore: decorator
@inline const LANES: i32 = 16 / sizeof<real>();

// A sample's record: reach² (f64), bytes of a row of its part of G, number of its active units, where its lists are.
// @ts-ignore: decorator
@inline const RECORD: usize = 32;
// @ts-ignore: decorator
@inline const WIDTH: usize = 8;
// @ts-ignore: decorator
@inline const COUNT: usize = 12;
/** A reach whose square would be lost below the smallest numbers is none. */
// @ts-ignore: decorator
@inline const LEAST: f64 = 1e-200;
/** How far beyond the present norm a new choice of units reaches. */
// @ts-ignore: decorator
@inline const GROWTH: f64 = 4;
/** The first reach, as a part of the largest |a₀_k| over the largest ‖G_k‖. */
// @ts-ignore: decorator
@inline const FIRST: f64 = 0.015625;

// What is laid out once for a batch: n units, their width in whole tiles, and where everything is.
let units: i32 = 0, rowBytes: usize = 0, paddedBytes: usize = 0, partBytes: usize = 0;
let gram: usize = 0, norms: usize = 0, records: usize = 0, lists: usize = 0, masks: usize = 0, bases: usize = 0;
let parts: usize = 0, sums: usize = 0, wholeG: usize = 0;

// @ts-ignore: decorator
@inline function up(bytes: usize): usize {
  return (bytes + 63) & ~(<usize>63);
}

/** Bytes of a row of a part of G with so many units: two vectors, or a multiple. */
// @ts-ignore: decorator
@inline function vectorPairs(count: usize): usize {
  return (count * sizeof<real>() + 31) & ~(<usize>31);
}

/** Sets where the tables of a batch of `samples` with n units lie; returns the bytes that they take. */
export function rectifiedShape(tables: usize, g: usize, samples: i32, n: i32): usize {
  const count = <usize>samples;
  units = n;
  gram = g;
  rowBytes = <usize>n * sizeof<real>();
  paddedBytes = up(rowBytes);
  norms = tables;
  sums = norms + up(<usize>n << 3);
  wholeG = sums + paddedBytes;
  records = wholeG + <usize>n * paddedBytes;
  lists = records + count * RECORD;
  masks = lists + up(count * (<usize>n << 2));
  bases = masks + count * paddedBytes;
  parts = bases + count * paddedBytes;
  const most = <usize>(3 * n / 4);
  partBytes = up(most * vectorPairs(most));
  return parts + count * partBytes - tables;
}

/** ‖G_k‖ of the columns, a copy of G with rows of whole tiles, and for each sample the first choice of its units by a₀ [samples, n]. */
export function rectify(base: usize, samples: i32): void {
  memory.fill(norms, 0, <usize>units << 3);
  memory.fill(wholeG, 0, <usize>units * paddedBytes);
  for (let j: usize = 0; j < <usize>units; j++) {
    const row = gram + j * rowBytes;
    memory.copy(wholeG + j * paddedBytes, row, rowBytes);
    for (let k: usize = 0; k < <usize>units; k++) {
      const g = <f64>load<real>(row + k * sizeof<real>());
      const at = norms + (k << 3);
      store<f64>(at, load<f64>(at) + g * g);
    }
  }
  let longest: f64 = 0;
  for (let k: usize = 0; k < <usize>units; k++) {
    const at = norms + (k << 3);
    // Squares may be lost below the smallest numbers; the norm is at least what they were.
    const norm = sqrt(load<f64>(at) + 1e-280);
    store<f64>(at, norm);
    longest = max(longest, norm);
  }
  for (let s = 0; s < samples; s++) {
    const row = base + <usize>s * rowBytes;
    let farthest: f64 = 0;
    for (let k: usize = 0; k < <usize>units; k++) farthest = max(farthest, abs(<f64>load<real>(row + k * sizeof<real>())));
    choose(s, row, (farthest / longest) * FIRST);
  }
}

/** Chooses the units of a sample, so that the others are left alone up to ‖z‖ = reach; all of them where most would be chosen. */
function choose(sample: i32, base: usize, reach: f64): void {
  const record = records + <usize>sample * RECORD;
  const list = lists + <usize>sample * (<usize>units << 2);
  const mask = masks + <usize>sample * paddedBytes;
  const own = bases + <usize>sample * paddedBytes;
  const part = parts + <usize>sample * partBytes;
  const all = !(reach * reach >= LEAST && reach < Infinity);
  let count: i32 = 0;
  memory.fill(mask, 0, paddedBytes);
  for (let k = 0; k < units; k++) {
    const offset = <usize>k * sizeof<real>();
    const a = load<real>(base + offset);
    const alone = i32(!all) & i32(2 * reach * load<f64>(norms + (<usize>k << 3)) <= -<f64>a);
    // The next active unit overwrites one that is left alone.
    store<i32>(list + (<usize>count << 2), <i32>offset);
    store<real>(own + <usize>count * sizeof<real>(), a);
    if (sizeof<real>() == 8) store<i64>(mask + offset, -<i64>alone);
    else store<i32>(mask + offset, -alone);
    count += 1 - alone;
  }
  // What lies beyond the last active unit is no number of theirs.
  memory.fill(own + <usize>count * sizeof<real>(), 0, paddedBytes - <usize>count * sizeof<real>());
  if (all || 4 * count > 3 * units) {
    memory.fill(mask, 0, paddedBytes);
    memory.fill(own, 0, paddedBytes);
    memory.copy(own, base, rowBytes);
    store<f64>(record, Infinity);
    store<i32>(record, <i32>paddedBytes, WIDTH);
    store<i32>(record, -1, COUNT);
    return;
  }
  const width = vectorPairs(<usize>count);
  for (let i = 0; i < count; i++) {
    const from = gram + <usize>load<i32>(list + (<usize>i << 2)) * <usize>units;
    const to = part + <usize>i * width;
    store<v128>(to + width - 32, v128.splat<i64>(0));
    store<v128>(to + width - 16, v128.splat<i64>(0));
    for (let k = 0; k < count; k++) {
      store<real>(to + <usize>k * sizeof<real>(), load<real>(from + <usize>load<i32>(list + (<usize>k << 2))));
    }
  }
  store<f64>(record, reach * reach);
  store<i32>(record, <i32>width, WIDTH);
  store<i32>(record, count, COUNT);
}

/** A bound of ‖z‖² of a row, whatever is lost of its squares; NaN if a unit that is left alone has a z that is not 0. */
// @ts-ignore: decorator
@inline function squares(z: usize, mask: usize): f64 {
  let s0 = v128.splat<real>(0), s1 = v128.splat<real>(0), stray = v128.splat<i64>(0), sum: real = 0;
  const end = z + rowBytes;
  for (; z + 32 <= end; z += 32, mask += 32) {
    const x = v128.load(z), y = v128.load(z, 16);
    s0 = v128.add<real>(s0, v128.mul<real>(x, x));
    s1 = v128.add<real>(s1, v128.mul<real>(y, y));
    stray = v128.or(stray, v128.or(v128.and(x, v128.load(mask)), v128.and(y, v128.load(mask, 16))));
  }
  for (; z < end; z += sizeof<real>(), mask += sizeof<real>()) {
    const x = load<real>(z);
    sum += x * x;
    if (x != 0 && load<u8>(mask) != 0) return NaN;
  }
  // The sign of a zero is no number.
  stray = v128.and(stray, sizeof<real>() == 8 ? v128.splat<u64>(0x7fffffffffffffff) : v128.splat<u32>(0x7fffffff));
  if (v128.any_true(stray)) return NaN;
  s0 = v128.add<real>(s0, s1);
  sum += v128.extract_lane<real>(s0, 0) + v128.extract_lane<real>(s0, 1);
  if (sizeof<real>() == 4) sum += v128.extract_lane<real>(s0, 2) + v128.extract_lane<real>(s0, 3);
  const lost = sizeof<real>() == 8 ? 2.3e-308 : 1.2e-38;
  return 1.001 * <f64>sum + <f64>units * lost;
}

/**
 * a = a₀ + z G [samples, n], entries that stay below 0 left at a₀, where `a` holds a₀ already. Returns how many samples take all of G:
 * where these are the most, the blocked product is faster.
 */
export function rectifiedProduct(base: usize, z: usize, a: usize, samples: i32): i32 {
  let whole = 0;
  for (let s = 0; s < samples; s++, z += rowBytes, a += rowBytes) {
    const record = records + <usize>s * RECORD;
    const mask = masks + <usize>s * paddedBytes;
    if (load<i32>(record, COUNT) >= 0) {
      const size = squares(z, mask);
      if (!(size <= load<f64>(record))) choose(s, base + <usize>s * rowBytes, GROWTH * sqrt(size));
    }
    const count = load<i32>(record, COUNT);
    const own = bases + <usize>s * paddedBytes;
    if (count < 0) {
      whole++;
      everyUnit(z, own, a);
      continue;
    }
    const list = lists + <usize>s * (<usize>units << 2), listEnd = list + (<usize>count << 2);
    const part = parts + <usize>s * partBytes;
    const width = <usize>load<i32>(record, WIDTH);
    let at: usize = 0;
    for (; at + 96 <= width; at += 96) wide(z, list, listEnd, part + at, width, own + at, sums + at);
    for (; at + 64 <= width; at += 64) middle(z, list, listEnd, part + at, width, own + at, sums + at);
    for (; at < width; at += 32) narrow(z, list, listEnd, part + at, width, own + at, sums + at);
    let from = sums;
    for (let unit = list; unit < listEnd; unit += 4, from += sizeof<real>()) {
      store<real>(a + <usize>load<i32>(unit), load<real>(from));
    }
  }
  return whole;
}

/** One sample with all of G. */
function everyUnit(z: usize, own: usize, a: usize): void {
  for (let at: usize = 0; at < paddedBytes; at += 64) {
    let s0 = v128.load(own + at), s1 = v128.load(own + at, 16), s2 = v128.load(own + at, 32), s3 = v128.load(own + at, 48);
    let g = wholeG + at;
    for (let unit = z, end = z + rowBytes; unit < end; unit += sizeof<real>(), g += paddedBytes) {
      const x = v128.load_splat<real>(unit);
      s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(g)));
      s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(g, 16)));
      s2 = v128.add<real>(s2, v128.mul<real>(x, v128.load(g, 32)));
      s3 = v128.add<real>(s3, v128.mul<real>(x, v128.load(g, 48)));
    }
    const out = sums + at;
    v128.store(out, s0); v128.store(out, s1, 16); v128.store(out, s2, 32); v128.store(out, s3, 48);
  }
  memory.copy(a, sums, rowBytes);
}

/** Six vectors of a sample's active units: with as many of G and the entry of z they are what sixteen registers hold. */
// @ts-ignore: decorator
@inline
function wide(z: usize, unit: usize, end: usize, g: usize, width: usize, own: usize, out: usize): void {
  let s0 = v128.load(own), s1 = v128.load(own, 16), s2 = v128.load(own, 32), s3 = v128.load(own, 48);
  let s4 = v128.load(own, 64), s5 = v128.load(own, 80);
  for (; unit < end; unit += 4, g += width) {
    const x = v128.load_splat<real>(z + <usize>load<i32>(unit));
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(g)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(g, 16)));
    s2 = v128.add<real>(s2, v128.mul<real>(x, v128.load(g, 32)));
    s3 = v128.add<real>(s3, v128.mul<real>(x, v128.load(g, 48)));
    s4 = v128.add<real>(s4, v128.mul<real>(x, v128.load(g, 64)));
    s5 = v128.add<real>(s5, v128.mul<real>(x, v128.load(g, 80)));
  }
  v128.store(out, s0); v128.store(out, s1, 16); v128.store(out, s2, 32); v128.store(out, s3, 48);
  v128.store(out, s4, 64); v128.store(out, s5, 80);
}

/** Four vectors. */
// @ts-ignore: decorator
@inline
function middle(z: usize, unit: usize, end: usize, g: usize, width: usize, own: usize, out: usize): void {
  let s0 = v128.load(own), s1 = v128.load(own, 16), s2 = v128.load(own, 32), s3 = v128.load(own, 48);
  for (; unit < end; unit += 4, g += width) {
    const x = v128.load_splat<real>(z + <usize>load<i32>(unit));
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(g)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(g, 16)));
    s2 = v128.add<real>(s2, v128.mul<real>(x, v128.load(g, 32)));
    s3 = v128.add<real>(s3, v128.mul<real>(x, v128.load(g, 48)));
  }
  v128.store(out, s0); v128.store(out, s1, 16); v128.store(out, s2, 32); v128.store(out, s3, 48);
}

/** Two vectors. */
// @ts-ignore: decorator
@inline
function narrow(z: usize, unit: usize, end: usize, g: usize, width: usize, own: usize, out: usize): void {
  let s0 = v128.load(own), s1 = v128.load(own, 16);
  for (; unit < end; unit += 4, g += width) {
    const x = v128.load_splat<real>(z + <usize>load<i32>(unit));
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(g)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(g, 16)));
  }
  v128.store(out, s0); v128.store(out, s1, 16);
}
