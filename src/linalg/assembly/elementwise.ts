// Element-wise updates over `count` entries, two or four at a time, and sums over them.
import { isEmpty, RUN } from "./sparse";

/** out = x. */
export function copy(x: usize, out: usize, count: i32): void {
  memory.copy(out, x, <usize>count * sizeof<real>());
}

/** out = 0. */
export function clear(out: usize, count: i32): void {
  memory.fill(out, 0, <usize>count * sizeof<real>());
}

/** out = the entries of a table of 256, by the bytes that are their places; eight zeros at once, since dark pixels come in runs. */
export function lookUp(table: usize, places: usize, out: usize, count: i32): void {
  const end = places + <usize>count, dark = v128.load_splat<real>(table);
  while (places < end) {
    const stop = min(places + 8, end);
    if (places + 8 <= end && load<u64>(places) == 0) {
      for (let filled: usize = 0; filled < 8 * sizeof<real>(); filled += 16) v128.store(out + filled, dark);
      out += 8 * sizeof<real>();
      places = stop;
      continue;
    }
    for (; places < stop; places++, out += sizeof<real>()) {
      store<real>(out, load<real>(table + <usize>load<u8>(places) * sizeof<real>()));
    }
  }
}

/** out = alpha x. */
export function scale(alpha: real, x: usize, out: usize, count: i32): void {
  const end = x + <usize>count * sizeof<real>();
  const factor = v128.splat<real>(alpha);
  for (; x + 16 <= end; x += 16, out += 16) v128.store(out, v128.mul<real>(factor, v128.load(x)));
  for (; x < end; x += sizeof<real>(), out += sizeof<real>()) store<real>(out, alpha * load<real>(x));
}

/** y += alpha x. */
export function addScaled(alpha: real, x: usize, y: usize, count: i32): void {
  const end = x + <usize>count * sizeof<real>();
  const factor = v128.splat<real>(alpha);
  for (; x + 16 <= end; x += 16, y += 16) {
    v128.store(y, v128.add<real>(v128.load(y), v128.mul<real>(factor, v128.load(x))));
  }
  for (; x < end; x += sizeof<real>(), y += sizeof<real>()) store<real>(y, load<real>(y) + alpha * load<real>(x));
}

/** out = alpha x ∘ y. */
export function scaledHadamard(alpha: real, x: usize, y: usize, out: usize, count: i32): void {
  const end = x + <usize>count * sizeof<real>();
  const factor = v128.splat<real>(alpha);
  for (; x + 16 <= end; x += 16, y += 16, out += 16) {
    v128.store(out, v128.mul<real>(v128.mul<real>(factor, v128.load(x)), v128.load(y)));
  }
  for (; x < end; x += sizeof<real>(), y += sizeof<real>(), out += sizeof<real>()) {
    store<real>(out, alpha * load<real>(x) * load<real>(y));
  }
}

/** out = alpha x + beta y. */
export function combine(alpha: real, x: usize, beta: real, y: usize, out: usize, count: i32): void {
  const end = x + <usize>count * sizeof<real>();
  const left = v128.splat<real>(alpha), right = v128.splat<real>(beta);
  for (; x + 16 <= end; x += 16, y += 16, out += 16) {
    v128.store(out, v128.add<real>(v128.mul<real>(left, v128.load(x)), v128.mul<real>(right, v128.load(y))));
  }
  for (; x < end; x += sizeof<real>(), y += sizeof<real>(), out += sizeof<real>()) {
    store<real>(out, alpha * load<real>(x) + beta * load<real>(y));
  }
}

/** y += alpha (beta y + x). */
export function decay(alpha: real, beta: real, x: usize, y: usize, count: i32): void {
  const end = x + <usize>count * sizeof<real>();
  const step = v128.splat<real>(alpha), rate = v128.splat<real>(beta);
  for (; x + 16 <= end; x += 16, y += 16) {
    const now = v128.load(y);
    const velocity = v128.add<real>(v128.mul<real>(rate, now), v128.load(x));
    v128.store(y, v128.add<real>(now, v128.mul<real>(step, velocity)));
  }
  for (; x < end; x += sizeof<real>(), y += sizeof<real>()) {
    const now = load<real>(y);
    store<real>(y, now + alpha * (beta * now + load<real>(x)));
  }
}

/** Every row of out [rows, columns] becomes `row` [columns]. */
export function repeatRow(row: usize, out: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  for (let i = 0; i < rows; i++, out += width) memory.copy(out, row, width);
}

/** out[j] = Σ_i x[i, j]: the sum over the batch. */
export function sumRows(x: usize, out: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  memory.fill(out, 0, width);
  for (let i = 0; i < rows; i++, x += width) addScaled(1, x, out, columns);
}

/**
 * out[i] = Σ_j (x[i, j] − y[i, j])², or Σ_j x[i, j]² where y is 0: float64 whatever the precision, each row summed from its first entry to its last;
 * four rows side by side, since one alone waits for each of its additions.
 */
export function rowSquares(x: usize, y: usize, out: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  let row = 0;
  for (; row + 4 <= rows; row += 4, out += 32) {
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
    for (let end = x + width; x < end; x += sizeof<real>()) {
      let d0 = <f64>load<real>(x), d1 = <f64>load<real>(x + width);
      let d2 = <f64>load<real>(x + 2 * width), d3 = <f64>load<real>(x + 3 * width);
      if (y) {
        d0 -= <f64>load<real>(y); d1 -= <f64>load<real>(y + width);
        d2 -= <f64>load<real>(y + 2 * width); d3 -= <f64>load<real>(y + 3 * width);
        y += sizeof<real>();
      }
      s0 += d0 * d0; s1 += d1 * d1; s2 += d2 * d2; s3 += d3 * d3;
    }
    x += 3 * width;
    if (y) y += 3 * width;
    store<f64>(out, s0); store<f64>(out, s1, 8); store<f64>(out, s2, 16); store<f64>(out, s3, 24);
  }
  for (; row < rows; row++, out += 8) {
    let sum: f64 = 0;
    for (let end = x + width; x < end; x += sizeof<real>()) {
      let d = <f64>load<real>(x);
      if (y) {
        d -= <f64>load<real>(y);
        y += sizeof<real>();
      }
      sum += d * d;
    }
    store<f64>(out, sum);
  }
}

/**
 * The square root of that, each row scaled by its largest entry, since squares of what is small have no digits; a row of zeros has 0. Two
 * rows side by side: most of the time goes to the divisions.
 */
export function rowNorms(x: usize, y: usize, out: usize, rows: i32, columns: i32): void {
  const width = <usize>columns * sizeof<real>();
  let row = 0;
  for (; row + 2 <= rows; row += 2, x += 2 * width, y += y ? 2 * width : 0) {
    v128.store(out + (<usize>row << 3), twoNorms(x, x + width, y, y + width, width));
  }
  if (row < rows) store<f64>(out + (<usize>row << 3), v128.extract_lane<f64>(twoNorms(x, x, y, y, width), 0));
}

// @ts-ignore: decorator
@inline
function twoNorms(x0: usize, x1: usize, y0: usize, y1: usize, width: usize): v128 {
  let largest = v128.splat<f64>(0), sums = v128.splat<f64>(0), any = v128.splat<f64>(0);
  // What is no number is passed over by the maximum; its square is none.
  for (let k: usize = 0; k < width; k += sizeof<real>()) {
    const size = v128.abs<f64>(differences(x0 + k, x1 + k, y0, y1, k));
    largest = v128.pmax<f64>(largest, size);
    any = v128.or(any, size);
  }
  if (!v128.any_true(any)) return largest;
  const isZero = v128.eq<f64>(largest, v128.splat<f64>(0));
  const scales = v128.bitselect(v128.splat<f64>(1), largest, isZero);
  for (let k: usize = 0; k < width; k += sizeof<real>()) {
    const parts = v128.div<f64>(differences(x0 + k, x1 + k, y0, y1, k), scales);
    sums = v128.add<f64>(sums, v128.mul<f64>(parts, parts));
  }
  return v128.mul<f64>(largest, v128.sqrt<f64>(sums));
}

/** x − y of two rows at a byte k, in float64; x where y is 0. */
// @ts-ignore: decorator
@inline
function differences(x0: usize, x1: usize, y0: usize, y1: usize, k: usize): v128 {
  const x = f64x2.replace_lane(f64x2.splat(<f64>load<real>(x0)), 1, <f64>load<real>(x1));
  if (!y0) return x;
  return v128.sub<f64>(x, f64x2.replace_lane(f64x2.splat(<f64>load<real>(y0 + k)), 1, <f64>load<real>(y1 + k)));
}

/**
 * Goes on with four sums in float64: Σ x y, Σ x², Σ y², Σ (x − y)², each from the first entry to the last. Where both are 0 there is nothing
 * to add: the gradient of a pixel that is black in the whole batch.
 */
export function pairSums(x: usize, y: usize, sums: usize, count: i32): void {
  const end = x + <usize>count * sizeof<real>();
  let product = load<f64>(sums), xx = load<f64>(sums, 8), yy = load<f64>(sums, 16), squares = load<f64>(sums, 24);
  while (x < end) {
    const stop = min(x + RUN, end);
    if (x + RUN <= end && isEmpty(x) && isEmpty(y)) {
      x = stop;
      y += RUN;
      continue;
    }
    for (; x < stop; x += sizeof<real>(), y += sizeof<real>()) {
      const a = <f64>load<real>(x), b = <f64>load<real>(y), d = a - b;
      product += a * b;
      xx += a * a;
      yy += b * b;
      squares += d * d;
    }
  }
  store<f64>(sums, product); store<f64>(sums, xx, 8); store<f64>(sums, yy, 16); store<f64>(sums, squares, 24);
}

/** Heavy-ball momentum: v = momentum v + scale g, θ = θ − rate v. */
export function momentumStep(
  theta: usize, velocity: usize, gradient: usize, count: i32, momentum: real, scale: real, rate: real,
): void {
  const end = theta + <usize>count * sizeof<real>();
  const mu = v128.splat<real>(momentum), s = v128.splat<real>(scale), r = v128.splat<real>(rate);
  for (; theta + 16 <= end; theta += 16, velocity += 16, gradient += 16) {
    const v = v128.add<real>(v128.mul<real>(mu, v128.load(velocity)), v128.mul<real>(s, v128.load(gradient)));
    v128.store(velocity, v);
    v128.store(theta, v128.sub<real>(v128.load(theta), v128.mul<real>(r, v)));
  }
  for (; theta < end; theta += sizeof<real>(), velocity += sizeof<real>(), gradient += sizeof<real>()) {
    const v = momentum * load<real>(velocity) + scale * load<real>(gradient);
    store<real>(velocity, v);
    store<real>(theta, load<real>(theta) - rate * v);
  }
}
