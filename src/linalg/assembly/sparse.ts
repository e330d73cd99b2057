// The product C += A B for an A of which most entries are 0: they are not multiplied. A skipped term is ±0, which leaves every
// sum as it is, unless B has a number that isn't finite (0 · ∞ is NaN) or a sum starts at −0 (−0 + 0 is 0); the host takes the dense
// kernel then. Each entry is the same sum in the same order as there, to the bit.
import { move, PANEL } from "./product";

/** Bytes of an entry: its number, and where its row of B begins in each panel. */
// @ts-ignore: decorator
@inline const ENTRY: usize = 2 * sizeof<real>();
/** Bytes of a row of a panel. */
// @ts-ignore: decorator
@inline const ROW: usize = 32;
/** Bytes that are passed over at once where they hold nothing but 0: zeros come in runs. */
// @ts-ignore: decorator
@inline export const RUN: usize = 64;

const edge: usize = memory.data(32);

/** How many of `samples` entries, spread over the `count` of `a`, are 0. */
export function sampledZeros(a: usize, count: i32, samples: i32): i32 {
  let zeros = 0;
  for (let i = 0; i < samples; i++) {
    zeros += i32(load<real>(a + <usize>(<i64>i * count / samples) * sizeof<real>()) == 0);
  }
  return zeros;
}

/** 1 if an entry is −0. */
export function hasNegativeZero(x: usize, count: i32): i32 {
  const end = x + <usize>count * sizeof<real>();
  const sign = sizeof<real>() == 8 ? v128.splat<u64>(0x8000000000000000) : v128.splat<u32>(0x80000000);
  let found = v128.splat<u32>(0);
  for (; x + 16 <= end; x += 16) {
    const entries = v128.load(x);
    found = v128.or(found, sizeof<real>() == 8 ? v128.eq<u64>(entries, sign) : v128.eq<u32>(entries, sign));
  }
  for (; x < end; x += sizeof<real>()) {
    if (sizeof<real>() == 8 ? load<u64>(x) == 0x8000000000000000 : load<u32>(x) == 0x80000000) return 1;
  }
  return i32(v128.any_true(found));
}

/** Terms of the sums between visits to C, so that four panels of them stay in the first-level cache. */
// @ts-ignore: decorator
@inline const DEPTH: i32 = 256;

/**
 * The non-zeros of a [rows, columns] in blocks of DEPTH columns, in a block row after row. Writes the entries, and to `starts`
 * where those of each row of each block begin, in bytes, and at last where they end. Returns their number. `entries` has room for
 * one more than all.
 */
export function collectRows(a: usize, rows: i32, columns: i32, entries: usize, starts: usize): i32 {
  let to = entries;
  for (let first = 0; first < columns; first += DEPTH) {
    const width = <usize>min(DEPTH, columns - first) * sizeof<real>();
    for (let row = 0; row < rows; row++, starts += 4) {
      store<i32>(starts, <i32>to);
      let at = a + <usize>(row * columns + first) * sizeof<real>();
      const end = at + width;
      let place: i32 = first * <i32>ROW;
      while (at < end) {
        const stop = min(at + RUN, end);
        if (at + RUN <= end && isEmpty(at)) {
          at = stop;
          place += <i32>RUN / <i32>sizeof<real>() * <i32>ROW;
          continue;
        }
        for (; at < stop; at += sizeof<real>(), place += <i32>ROW) {
          const value = load<real>(at);
          store<real>(to, value);
          store<i32>(to, place, sizeof<real>());
          to += value == 0 ? 0 : ENTRY;
        }
      }
    }
  }
  store<i32>(starts, <i32>to);
  return <i32>((to - entries) / ENTRY);
}

/** Whether RUN bytes hold nothing but 0. */
// @ts-ignore: decorator
@inline
export function isEmpty(at: usize): bool {
  const left = v128.or(v128.load(at), v128.load(at, 16)), right = v128.or(v128.load(at, 32), v128.load(at, 48));
  return !v128.any_true(v128.or(left, right));
}

/** The same column after column, in one block; `scratch` has room for as many entries again. */
export function collectColumns(a: usize, rows: i32, columns: i32, entries: usize, starts: usize, scratch: usize): i32 {
  // Row by row first, an entry's place being its column's number; then sorted by column, which keeps the order of rows.
  memory.fill(starts, 0, <usize>(columns + 1) << 2);
  let to = scratch;
  for (let row = 0; row < rows; row++) {
    const end = a + <usize>columns * sizeof<real>(), place = row * <i32>ROW;
    let start = starts + 4;
    while (a < end) {
      const stop = min(a + RUN, end);
      if (a + RUN <= end && isEmpty(a)) {
        a = stop;
        start += RUN / sizeof<real>() << 2;
        continue;
      }
      for (; a < stop; a += sizeof<real>(), start += 4) {
        const value = load<real>(a);
        if (value == 0) continue;
        store<real>(to, value);
        store<i32>(to, place, sizeof<real>());
        store<i32>(to + ENTRY, <i32>(start - 4));
        store<i32>(start, load<i32>(start) + <i32>ENTRY);
        to += ENTRY + 4;
      }
    }
  }
  let total = entries;
  for (let start = starts; start <= starts + (<usize>columns << 2); start += 4) {
    total += load<i32>(start);
    store<i32>(start, <i32>total);
  }
  for (let from = scratch; from < to; from += ENTRY + 4) {
    const start = <usize>load<i32>(from + ENTRY);
    const place = <usize>load<i32>(start);
    store<real>(place, load<real>(from));
    store<i32>(place, load<i32>(from, sizeof<real>()), sizeof<real>());
    store<i32>(start, <i32>(place + ENTRY));
  }
  // Each start has moved to the next column's.
  memory.copy(starts + 4, starts, <usize>columns << 2);
  store<i32>(starts, <i32>entries);
  return <i32>((total - entries) / ENTRY);
}

/** C[m, n] += A B, or with `anew` C = A B, for the non-zeros of A's rows in `blocks` blocks, one of them if anew, and B [k, n] packed. */
export function accumulateSparse(
  starts: usize, blocks: i32, packed: usize, c: usize, m: i32, k: i32, n: i32, anew: bool,
): void {
  const panelBytes = <usize>k * ROW, cBytes = <usize>n * sizeof<real>();
  for (let j = 0; j < n;) {
    const b = packed + <usize>(j / PANEL) * panelBytes;
    const panels = min((n - j) / PANEL, 3);
    const width = <usize>min(PANEL, n - j) * sizeof<real>();
    let start = starts;
    for (let block = 0; block < blocks; block++) {
      let row = c + <usize>j * sizeof<real>();
      for (let i = 0; i < m; i++, start += 4, row += cBytes) {
        const from = <usize>load<i32>(start), end = <usize>load<i32>(start, 4);
        if (from == end && !anew) continue;
        if (panels == 3) three(from, end, b, panelBytes, row, anew);
        else if (panels == 2) two(from, end, b, panelBytes, row, anew);
        else if (panels == 1) one(from, end, b, row, anew);
        else {
          move(edge, row, width);
          one(from, end, b, edge, anew);
          move(row, edge, width);
        }
      }
    }
    j += max(panels, 1) * PANEL;
  }
}

/** Where a sum begins: at what is there, or at 0. */
// @ts-ignore: decorator
@inline
function sum(c: usize, anew: bool): v128 {
  return anew ? v128.splat<i64>(0) : v128.load(c);
}

/**
 * One row of C, three panels wide: six sums, six rows of B and the entry are what sixteen registers hold. Engines load all that a turn
 * of a loop needs before they multiply, and a sum that found no register would go through memory at every turn.
 */
// @ts-ignore: decorator
@inline
function three(entry: usize, end: usize, b: usize, panelBytes: usize, c: usize, anew: bool): void {
  const b1 = b + panelBytes, b2 = b1 + panelBytes;
  let s0 = sum(c, anew), s1 = sum(c + 16, anew), s2 = sum(c + 32, anew), s3 = sum(c + 48, anew);
  let s4 = sum(c + 64, anew), s5 = sum(c + 80, anew);
  for (; entry < end; entry += ENTRY) {
    const x = v128.load_splat<real>(entry);
    const place = <usize>load<i32>(entry, sizeof<real>());
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(b + place)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(b + place, 16)));
    s2 = v128.add<real>(s2, v128.mul<real>(x, v128.load(b1 + place)));
    s3 = v128.add<real>(s3, v128.mul<real>(x, v128.load(b1 + place, 16)));
    s4 = v128.add<real>(s4, v128.mul<real>(x, v128.load(b2 + place)));
    s5 = v128.add<real>(s5, v128.mul<real>(x, v128.load(b2 + place, 16)));
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48);
  v128.store(c, s4, 64); v128.store(c, s5, 80);
}

// @ts-ignore: decorator
@inline
function two(entry: usize, end: usize, b: usize, panelBytes: usize, c: usize, anew: bool): void {
  const b1 = b + panelBytes;
  let s0 = sum(c, anew), s1 = sum(c + 16, anew), s2 = sum(c + 32, anew), s3 = sum(c + 48, anew);
  for (; entry < end; entry += ENTRY) {
    const x = v128.load_splat<real>(entry);
    const place = <usize>load<i32>(entry, sizeof<real>());
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(b + place)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(b + place, 16)));
    s2 = v128.add<real>(s2, v128.mul<real>(x, v128.load(b1 + place)));
    s3 = v128.add<real>(s3, v128.mul<real>(x, v128.load(b1 + place, 16)));
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48);
}

// @ts-ignore: decorator
@inline
function one(entry: usize, end: usize, b: usize, c: usize, anew: bool): void {
  let s0 = sum(c, anew), s1 = sum(c + 16, anew);
  for (; entry < end; entry += ENTRY) {
    const x = v128.load_splat<real>(entry);
    const at = b + <usize>load<i32>(entry, sizeof<real>());
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(at)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(at, 16)));
  }
  v128.store(c, s0); v128.store(c, s1, 16);
}
