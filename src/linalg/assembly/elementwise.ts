// Element-wise updates over `count` entries, two or four at a time.

/** out = x. */
export function copy(x: usize, out: usize, count: i32): void {
  memory.copy(out, x, <usize>count * sizeof<real>());
}

/** out = 0. */
export function clear(out: usize, count: i32): void {
  memory.fill(out, 0, <usize>count * sizeof<real>());
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
