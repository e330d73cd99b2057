// The blocked matrix product C += A B. `real` is f64 or f32, chosen by the build (`--use real=f64`).
//
// Every entry of C is the plain sequential sum c + a_0 b_0 + a_1 b_1 + …, in this order and with one rounding
// per operation: blocking and vector width change which entries are computed together, never the sum of one
// entry. So the result equals the textbook triple loop to the bit, on every machine.

// @ts-ignore: decorator
@inline export const LANES: i32 = 16 / sizeof<real>();
/** Columns of a packed panel: two vectors. */
// @ts-ignore: decorator
@inline export const PANEL: i32 = 2 * LANES;
/** Rows of A that share one pass over a panel. */
// @ts-ignore: decorator
@inline const TILE: i32 = 4;
/** Terms of the sum between visits to C, so that panel and tile stay in the first-level cache. */
// @ts-ignore: decorator
@inline const DEPTH: i32 = 256;

/** Rows of C that are finished together, so that their pages are at hand in every panel. */
// @ts-ignore: decorator
@inline const ROWS: i32 = 64;

/** Columns from which on a row of B fills pages. */
// @ts-ignore: decorator
@inline const LARGE: i32 = 512;

const edge: usize = memory.data(4 * 2 * 16);

// @ts-ignore: decorator
@inline function at(base: usize, index: i32): usize {
  return base + <usize>index * sizeof<real>();
}

/**
 * Copies B [k, n] into panels [⌈n / PANEL⌉, k, PANEL], padded with zeros; strides allow B to be a transpose. Returns 1 if every number
 * is finite: x − x is 0 for those alone.
 */
export function pack(b: usize, rowStride: i32, columnStride: i32, k: i32, n: i32, packed: usize): i32 {
  if (columnStride == 1 && k > ROWS && n > LARGE) return packBlocks(b, rowStride, k, n, packed);
  let out = packed, wild = v128.splat<real>(0);
  const rowBytes = <usize>rowStride * sizeof<real>(), columnBytes = <usize>columnStride * sizeof<real>();
  for (let j = 0; j < n; j += PANEL) {
    const width = min(PANEL, n - j);
    let row = b + <usize>j * columnBytes, checked = out;
    if (width < PANEL) {
      for (let p = 0; p < k; p++, row += rowBytes, out += 32) {
        v128.store(out, v128.splat<real>(0)); v128.store(out, v128.splat<real>(0), 16);
        for (let q = 0; q < width; q++) store<real>(at(out, q), load<real>(row + <usize>q * columnBytes));
      }
    } else if (columnStride == 1) {
      for (let p = 0; p < k; p++, row += rowBytes, out += 32) {
        const x = v128.load(row), y = v128.load(row, 16);
        v128.store(out, x); v128.store(out, y, 16);
        wild = v128.add<real>(wild, v128.add<real>(v128.sub<real>(x, x), v128.sub<real>(y, y)));
      }
      checked = out;
    } else if (sizeof<real>() == 8) {
      const c1 = columnBytes, c2 = c1 + c1, c3 = c2 + c1;
      for (let p = 0; p < k; p++, row += rowBytes, out += 32) {
        store<real>(out, load<real>(row)); store<real>(out, load<real>(row + c1), 8);
        store<real>(out, load<real>(row + c2), 16); store<real>(out, load<real>(row + c3), 24);
      }
    } else {
      for (let p = 0; p < k; p++, row += rowBytes, out += 32) {
        for (let q = 0; q < PANEL; q++) store<real>(at(out, q), load<real>(row + <usize>q * columnBytes));
      }
    }
    for (; checked < out; checked += 16) {
      const x = v128.load(checked);
      wild = v128.add<real>(wild, v128.sub<real>(x, x));
    }
  }
  return isZero(wild);
}

function isZero(x: v128): i32 {
  return i32(!v128.any_true(v128.ne<real>(x, v128.splat<real>(0))));
}

/** The same for a large row-major B, some rows at a time, so that their pages are at hand for every panel. */
function packBlocks(b: usize, rowStride: i32, k: i32, n: i32, packed: usize): i32 {
  const rowBytes = <usize>rowStride * sizeof<real>(), panelBytes = <usize>k * 32;
  let wild = v128.splat<real>(0);
  for (let first = 0; first < k; first += ROWS) {
    const end = min(first + ROWS, k);
    let panel = packed;
    for (let j = 0; j < n; j += PANEL, panel += panelBytes) {
      const bytes = <usize>min(PANEL, n - j) * sizeof<real>();
      let row = b + <usize>first * rowBytes + <usize>j * sizeof<real>(), out = panel + <usize>first * 32;
      for (let p = first; p < end; p++, row += rowBytes, out += 32) {
        if (bytes == 32) {
          v128.store(out, v128.load(row)); v128.store(out, v128.load(row, 16), 16);
        } else {
          v128.store(out, v128.splat<real>(0)); v128.store(out, v128.splat<real>(0), 16);
          memory.copy(out, row, bytes);
        }
        const x = v128.load(out), y = v128.load(out, 16);
        wild = v128.add<real>(wild, v128.add<real>(v128.sub<real>(x, x), v128.sub<real>(y, y)));
      }
    }
  }
  return isZero(wild);
}

/** Four rows of C, one panel wide, `depth` terms; a's rows lie `rowStride` apart, its terms `termStride`. */
// @ts-ignore: decorator
@inline
function tile4(a: usize, rowStride: usize, termStride: usize, b: usize, c: usize, cStride: usize, depth: i32): void {
  const c1 = c + cStride, c2 = c1 + cStride, c3 = c2 + cStride;
  let s00 = v128.load(c), s01 = v128.load(c, 16);
  let s10 = v128.load(c1), s11 = v128.load(c1, 16);
  let s20 = v128.load(c2), s21 = v128.load(c2, 16);
  let s30 = v128.load(c3), s31 = v128.load(c3, 16);
  let a0 = a, a1 = a + rowStride, a2 = a1 + rowStride, a3 = a2 + rowStride;
  for (let end = b + <usize>depth * 32; b < end; b += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<real>(a0);
    s00 = v128.add<real>(s00, v128.mul<real>(x, b0));
    s01 = v128.add<real>(s01, v128.mul<real>(x, b1));
    x = v128.load_splat<real>(a1);
    s10 = v128.add<real>(s10, v128.mul<real>(x, b0));
    s11 = v128.add<real>(s11, v128.mul<real>(x, b1));
    x = v128.load_splat<real>(a2);
    s20 = v128.add<real>(s20, v128.mul<real>(x, b0));
    s21 = v128.add<real>(s21, v128.mul<real>(x, b1));
    x = v128.load_splat<real>(a3);
    s30 = v128.add<real>(s30, v128.mul<real>(x, b0));
    s31 = v128.add<real>(s31, v128.mul<real>(x, b1));
    a0 += termStride; a1 += termStride; a2 += termStride; a3 += termStride;
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  v128.store(c1, s10); v128.store(c1, s11, 16);
  v128.store(c2, s20); v128.store(c2, s21, 16);
  v128.store(c3, s30); v128.store(c3, s31, 16);
}

/** Four rows of C, one vector wide, which lie 32 bytes apart. */
// @ts-ignore: decorator
@inline
function narrow4(a: usize, rowStride: usize, termStride: usize, b: usize, c: usize, depth: i32): void {
  let s0 = v128.load(c), s1 = v128.load(c, 32), s2 = v128.load(c, 64), s3 = v128.load(c, 96);
  let a0 = a, a1 = a + rowStride, a2 = a1 + rowStride, a3 = a2 + rowStride;
  for (let end = b + <usize>depth * 32; b < end; b += 32) {
    const b0 = v128.load(b);
    s0 = v128.add<real>(s0, v128.mul<real>(v128.load_splat<real>(a0), b0));
    s1 = v128.add<real>(s1, v128.mul<real>(v128.load_splat<real>(a1), b0));
    s2 = v128.add<real>(s2, v128.mul<real>(v128.load_splat<real>(a2), b0));
    s3 = v128.add<real>(s3, v128.mul<real>(v128.load_splat<real>(a3), b0));
    a0 += termStride; a1 += termStride; a2 += termStride; a3 += termStride;
  }
  v128.store(c, s0); v128.store(c, s1, 32); v128.store(c, s2, 64); v128.store(c, s3, 96);
}

/** Less than 32 bytes, by whole registers: `memory.copy` is a call out of the engine. */
// @ts-ignore: decorator
@inline
export function move(to: usize, from: usize, bytes: usize): void {
  if (bytes & 16) {
    v128.store(to, v128.load(from));
    to += 16; from += 16;
  }
  if (bytes & 8) {
    store<u64>(to, load<u64>(from));
    to += 8; from += 8;
  }
  if (bytes & 4) store<u32>(to, load<u32>(from));
}

// @ts-ignore: decorator
@inline
function tile1(a: usize, termStride: usize, b: usize, c: usize, depth: i32): void {
  let s0 = v128.load(c), s1 = v128.load(c, 16);
  for (let end = b + <usize>depth * 32; b < end; b += 32) {
    const x = v128.load_splat<real>(a);
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(b)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(b, 16)));
    a += termStride;
  }
  v128.store(c, s0); v128.store(c, s1, 16);
}

/** One row of C, three panels wide. */
// @ts-ignore: decorator
@inline
function row3(a: usize, termStride: usize, b: usize, panelBytes: usize, c: usize, depth: i32): void {
  let s0 = v128.load(c), s1 = v128.load(c, 16), s2 = v128.load(c, 32), s3 = v128.load(c, 48);
  let s4 = v128.load(c, 64), s5 = v128.load(c, 80);
  for (let end = b + <usize>depth * 32; b < end; b += 32) {
    const x = v128.load_splat<real>(a), b1 = b + panelBytes, b2 = b1 + panelBytes;
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(b)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(b, 16)));
    s2 = v128.add<real>(s2, v128.mul<real>(x, v128.load(b1)));
    s3 = v128.add<real>(s3, v128.mul<real>(x, v128.load(b1, 16)));
    s4 = v128.add<real>(s4, v128.mul<real>(x, v128.load(b2)));
    s5 = v128.add<real>(s5, v128.mul<real>(x, v128.load(b2, 16)));
    a += termStride;
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48);
  v128.store(c, s4, 64); v128.store(c, s5, 80);
}

/**
 * C[m, n] += A B with B packed; A's entry (i, p) is at `a[i·rowStride + p·termStride]`, C is row-major. `scratch` is 0, or where A is copied to,
 * block by block of 64 rows and 256 terms: worth it where terms lie far apart, since at powers of two they share one set of the cache.
 */
export function accumulateProduct(
  a: usize, rowStride: i32, termStride: i32, packed: usize, c: usize, m: i32, k: i32, n: i32, scratch: usize,
): void {
  accumulate(a, rowStride, termStride, packed, c, m, k, n, scratch, false);
}

/** C[n, n] += Aᵀ A, for a C that is symmetric, as it is then; A [k, n], and packed too. Products commute: half of it is the other half to the bit. */
export function accumulateGram(a: usize, packed: usize, c: usize, k: i32, n: i32, scratch: usize): void {
  accumulate(a, 1, n, packed, c, n, k, n, scratch, true);
  for (let i = ROWS; i < n; i++) {
    const known = i / ROWS * ROWS;
    for (let j = 0; j < known; j++) store<real>(at(c, i * n + j), load<real>(at(c, j * n + i)));
  }
}

/** `triangle`: only what lies right of the diagonal, and some to its left. */
function accumulate(
  a: usize, rowStride: i32, termStride: i32, packed: usize, c: usize, m: i32, k: i32, n: i32, scratch: usize, triangle: bool,
): void {
  for (let p = 0; p < k; p += DEPTH) {
    for (let first = 0; first < m; first += ROWS) {
      block(a, rowStride, termStride, packed, c, first, min(first + ROWS, m), p, k, triangle ? first : 0, n, scratch);
    }
  }
}

/** Copies whole tiles of A's rows first … end. */
function gatherTiles(aBlock: usize, rowBytes: usize, termBytes: usize, first: i32, end: i32, depth: i32, scratch: usize): void {
  let tile = scratch;
  for (let i = first; i + TILE <= end; i += TILE, tile += <usize>(TILE * DEPTH) * sizeof<real>()) {
    let from = aBlock + <usize>i * rowBytes, to = tile;
    for (let p = 0; p < depth; p++, from += termBytes, to += TILE * sizeof<real>()) {
      store<real>(to, load<real>(from));
      store<real>(to, load<real>(from + rowBytes), sizeof<real>());
      store<real>(to, load<real>(from + 2 * rowBytes), 2 * sizeof<real>());
      store<real>(to, load<real>(from + 3 * rowBytes), 3 * sizeof<real>());
    }
  }
}

/** The rows first … end of C, and its columns from `left` on, in the terms p … p + DEPTH. */
// @ts-ignore: decorator
@inline
function block(
  a: usize, rowStride: i32, termStride: i32, packed: usize, c: usize, first: i32, end: i32, p: i32, k: i32, left: i32, n: i32,
  scratch: usize,
): void {
  const rowBytes = <usize>rowStride * sizeof<real>();
  const termBytes = <usize>termStride * sizeof<real>();
  const cBytes = <usize>n * sizeof<real>();
  const depth = min(DEPTH, k - p);
  const aBlock = a + <usize>p * termBytes;
  if (scratch) gatherTiles(aBlock, rowBytes, termBytes, first, end, depth, scratch);
  let j = left;
  // Few rows wait for their own additions: three panels side by side do so together.
  for (; end - first < TILE && j + 3 * PANEL <= n; j += 3 * PANEL) {
    const b = packed + (<usize>j * <usize>k + <usize>p * PANEL) * sizeof<real>();
    for (let i = first; i < end; i++) {
      row3(aBlock + <usize>i * rowBytes, termBytes, b, <usize>k * 32, at(c, i * n + j), depth);
    }
  }
  for (; j < n; j += PANEL) {
    const b = packed + (<usize>j * <usize>k + <usize>p * PANEL) * sizeof<real>();
    const width = min(PANEL, n - j);
    let i = first;
    if (width == PANEL) {
      if (scratch) {
        for (let tile = scratch; i + TILE <= end; i += TILE, tile += <usize>(TILE * DEPTH) * sizeof<real>()) {
          tile4(tile, sizeof<real>(), TILE * sizeof<real>(), b, at(c, i * n + j), cBytes, depth);
        }
      }
      for (; i + TILE <= end; i += TILE) {
        tile4(aBlock + <usize>i * rowBytes, rowBytes, termBytes, b, at(c, i * n + j), cBytes, depth);
      }
      for (; i < end; i++) tile1(aBlock + <usize>i * rowBytes, termBytes, b, at(c, i * n + j), depth);
    } else {
      // The last, narrower panel goes through a full-width copy of the tile; its second vector is nothing but padding where the first holds all.
      const bytes = <usize>width * sizeof<real>();
      for (; i + TILE <= end; i += TILE) {
        for (let r = 0; r < TILE; r++) move(edge + r * 32, at(c, (i + r) * n + j), bytes);
        const rows = aBlock + <usize>i * rowBytes;
        if (width <= LANES) narrow4(rows, rowBytes, termBytes, b, edge, depth);
        else tile4(rows, rowBytes, termBytes, b, edge, 32, depth);
        for (let r = 0; r < TILE; r++) move(at(c, (i + r) * n + j), edge + r * 32, bytes);
      }
      for (; i < end; i++) {
        move(edge, at(c, i * n + j), bytes);
        tile1(aBlock + <usize>i * rowBytes, termBytes, b, edge, depth);
        move(at(c, i * n + j), edge, bytes);
      }
    }
  }
}
