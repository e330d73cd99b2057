import { inFile, type Mutation } from "./mutation.ts";

export const linalg: readonly Mutation[] = [
  ...inFile(
    "src/linalg/assembly/product.ts",
    [
      "product: last block of terms skipped",
      "for (let p = 0; p < k; p += DEPTH) {",
      "for (let p = 0; p == 0 || p + DEPTH <= k; p += DEPTH) {",
    ],
    [
      "product: remaining rows skipped",
      "for (; i < end; i++) tile1(aBlock",
      "for (; i < end - 1; i++) tile1(aBlock",
    ],
    ["product: ragged panel written in full", "if (width == PANEL) {", "if (width > 0) {"],
    [
      "product: strides of a confused",
      "const termBytes = <usize>termStride",
      "const termBytes = <usize>rowStride",
    ],
    [
      "product: one row of a tile repeated",
      "x = v128.load_splat<real>(a3);",
      "x = v128.load_splat<real>(a2);",
    ],
    [
      "product: a copied row of a tile repeated",
      "store<real>(to, load<real>(from + 2 * rowBytes), 2 * sizeof<real>());",
      "store<real>(to, load<real>(from + rowBytes), 2 * sizeof<real>());",
    ],
    [
      "product: the third panel of a few rows is the second",
      "s5 = v128.add<real>(s5, v128.mul<real>(x, v128.load(b2, 16)));",
      "s5 = v128.add<real>(s5, v128.mul<real>(x, v128.load(b1, 16)));",
    ],
    ["product: half of a narrow vector moved", "if (bytes & 8) {", "if (bytes & 32) {"],
    [
      "pack: transpose ignored",
      "rowBytes = <usize>rowStride * sizeof<real>(), columnBytes = <usize>columnStride",
      "columnBytes = <usize>rowStride * sizeof<real>(), rowBytes = <usize>columnStride",
    ],
    [
      "pack: infinite numbers taken for finite",
      "return i32(!v128.any_true(v128.ne<real>(x, v128.splat<real>(0))));",
      "return 1;",
    ],
    [
      "pack: rows of a later block taken for the first",
      "b + <usize>first * rowBytes + <usize>j * sizeof<real>(), out",
      "b + <usize>j * sizeof<real>(), out",
    ],
    ["product: rows of a later block taken for the first", "    let i = first;\n", "    let i = 0;\n"],
    [
      "gram: half of it not filled in",
      "for (let j = 0; j < known; j++) store<real>(at(c, i * n + j)",
      "for (let j = 1; j < known; j++) store<real>(at(c, i * n + j)",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/tangent.ts",
    [
      "tanh: a case of its vectors chosen by where it begins",
      "v128.lt<real>(k, two), doubled",
      "isByOne, doubled",
    ],
    ["tanh: what the reduction leaves over is lost", "c = minus(minus(high, x), low)", "c = number(0)"],
  ),
  ...inFile("src/linalg/assembly/activation/tanh.ts", [
    "tanh: vectors with an entry that is far",
    "if (areNear(v)) return tangents(v);",
    "if (areNear(v) || true) return tangents(v);",
  ]),
  ...inFile(
    "src/linalg/assembly/rectified.ts",
    [
      "rectified: units left alone without proof",
      "i32(2 * reach * load<f64>(norms",
      "i32(0.001 * reach * load<f64>(norms",
    ],
    [
      "rectified: a norm beyond its reach believed",
      "if (!(size <= load<f64>(record))) choose",
      "if (false) choose",
    ],
    ["rectified: a unit that isn't 0 left out", "if (v128.any_true(stray)) return NaN;", ""],
    [
      "rectified: last vectors of the sums skipped",
      "for (; at < width; at += 32) narrow(",
      "for (; at + 32 < width; at += 32) narrow(",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/loss.ts",
    [
      "softmax without its shift",
      "const e = exponential(load<real>(o + j) - top);",
      "const e = exponential(load<real>(o + j));",
    ],
    [
      "cross-entropy without its shift",
      "total += exponential(load<real>(o + j) - top);",
      "total += exponential(load<real>(o + j));",
    ],
    ["squared error without ½", "sum *= 0.5;", ""],
  ),
  ...inFile("src/linalg/assembly/activation/tanh.ts", [
    "slope of tanh",
    "return 1 - f * f;",
    "return 1 - f;",
  ]),
  ...inFile("src/linalg/assembly/activation/sigmoid.ts", [
    "slope of sigmoid",
    "return f * (1 - f);",
    "return f;",
  ]),
  ...inFile(
    "src/linalg/assembly/activation/relu.ts",
    ["slope of relu at 0", "return v > 0 ? 1 : 0;", "return v >= 0 ? 1 : 0;"],
    [
      "slope of relu at 0, vectors",
      "v128.and(v128.gt<real>(v, zero), one)",
      "v128.and(v128.ge<real>(v, zero), one)",
    ],
    [
      "relu swallows NaN",
      "v128.store(x, v128.max<real>(v, zero));",
      "v128.store(x, v128.pmax<real>(zero, v));",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/activation/gelu.ts",
    ["gelu: rounding of t² left out", "weightedRest - weighted * squareRest / 2", "weightedRest"],
    ["gelu: a wrong digit of the fit", "0.024543145720313186", "0.024543145720413186"],
    ["gelu: density missing in the slope", "share + DENSITY * x *", "share + 0 * x *"],
    [
      "gelu: series of the complex error function cut short",
      "+ 2 * sqrt(y * y + 40)",
      "+ 0.5 * sqrt(y * y + 4)",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/activation/softplus.ts",
    [
      "softplus: log(1 + e) for log1p(e)",
      "NativeMath.log1p(NativeMath.exp(-abs(x)))",
      "NativeMath.log(1 + NativeMath.exp(-abs(x)))",
    ],
    [
      "softplus: jump of the continuation at π",
      "size * NativeMath.sin(u > 0 ? -v : v)",
      "size * NativeMath.sin(v)",
    ],
    ["dilogarithm not reflected", "if (z > 0.5) return", "if (z > 2) return"],
  ),
  ...inFile("src/linalg/assembly/activation/silu.ts", [
    "silu: far tail overflows",
    "if (x < -40) {",
    "if (x < -4000) {",
  ]),
  ...inFile("src/linalg/assembly/activation/elu.ts", [
    "elu: e^v − 1 for expm1",
    "<real>NativeMath.expm1(<f64>v)",
    "<real>(NativeMath.exp(<f64>v) - 1)",
  ]),
  ...inFile("src/linalg/assembly/activation/leaky-relu.ts", [
    "leak of 0.1",
    "const LEAK: f64 = 0.01",
    "const LEAK: f64 = 0.1",
  ]),
  ...inFile(
    "src/linalg/assembly/activations.ts",
    [
      "error signal without f′",
      "store<real>(signal, -pull * call_indirect<real>(rise, v, f));",
      "store<real>(signal, -pull);",
    ],
    [
      "error force without precision",
      "const pull = -precision * (load<real>(x) - f);",
      "const pull = -(load<real>(x) - f);",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/sparse.ts",
    ["sparse: last vector of a negative zero missed", "return i32(v128.any_true(found));", "return 0;"],
    [
      "sparse: order of the rows lost in the columns",
      "store<i32>(to, place, sizeof<real>());\n        store<i32>(to + ENTRY",
      "store<i32>(to, 0, sizeof<real>());\n        store<i32>(to + ENTRY",
    ],
    [
      "sparse: later blocks of terms skipped",
      "for (let block = 0; block < blocks; block++)",
      "for (let block = 0; block < 1; block++)",
    ],
    [
      "sparse: narrow panels skipped",
      "else if (panels == 1) one(from, end, b, row, anew);",
      "else if (panels == 1) {}",
    ],
    [
      "sparse: the third of three panels is the second",
      "s5 = v128.add<real>(s5, v128.mul<real>(x, v128.load(b2 + place, 16)));",
      "s5 = v128.add<real>(s5, v128.mul<real>(x, v128.load(b1 + place, 16)));",
    ],
    [
      "sparse: the second of two panels is the first",
      "two(from, end, b, panelBytes, row, anew);",
      "two(from, end, b, 0, row, anew);",
    ],
    [
      "sparse: rows without terms left as they were",
      "if (from == end && !anew) continue;",
      "if (from == end) continue;",
    ],
    [
      "sparse: aᵀ B is added to what was there",
      "return anew ? v128.splat<i64>(0)",
      "return false ? v128.splat<i64>(0)",
    ],
  ),
  ...inFile(
    "src/linalg/products.ts",
    [
      "sparse: B that isn't finite",
      "b.columns >= sparse.columns && b.finite && (",
      "b.columns >= sparse.columns && (",
    ],
    [
      "sparse: sums that start at −0",
      "kernels.hasNegativeZero(c.offset, c.rows * c.columns) === 0",
      "kernels.hasNegativeZero(c.offset, c.rows * c.columns) <= 1",
    ],
    ["aᵀ B is added to what was there", "kernels.clear(c.offset, rows * columns);", ""],
    ["sparse: each part of aᵀ begins anew", "const isFirst = Number(from === 0);", "const isFirst = 1;"],
    [
      "a lasting matrix is listed by rows where columns are asked for",
      "run(a.nonZeros.byColumns(), 0);",
      "run(a.nonZeros.byRows, 0);",
    ],
    ["sparse: rows of a later part of aᵀ taken for the first", "b.offset + from * 32", "b.offset"],
  ),
  ...inFile(
    "src/linalg/assembly/convolution.ts",
    [
      "kernel flipped",
      "(c * wideHeight + dy) * wideWidth + dx);",
      "(c * wideHeight + size - 1 - dy) * wideWidth + size - 1 - dx);",
    ],
    [
      "padding off by one",
      "(c * wideHeight + padding) * wideWidth + padding)",
      "(c * wideHeight + padding - 1) * wideWidth + padding)",
    ],
    [
      "convolution: stride forgotten in one direction",
      "k / outWidth * stride * wideWidth",
      "k / outWidth * wideWidth",
    ],
    [
      "pull overwrites what is there",
      "else frame(back, false);",
      "else memory.fill(image, 0, bytes(channels * wideHeight * wideWidth));",
    ],
    [
      "pull: what other positions sent is added again",
      "memory.fill(pulled, 0, <usize>(end - first) * rowBytes);",
      "",
    ],
    [
      "pull: positions in the order of the image",
      "for (let p = end - 1; p >= first; p--)",
      "for (let p = first; p < end; p++)",
    ],
    [
      "pull alone: the last image is still there",
      "if (alone) memory.fill(image, 0, bytes(channels * wideHeight * wideWidth));",
      "if (alone) {}",
    ],
    ["windows are summed, not averaged", "load<real>(a) + sum / count", "load<real>(a) + sum"],
    [
      "pooling: the whole signal to each entry",
      "const share = load<real>(signal) / count;",
      "const share = load<real>(signal);",
    ],
  ),
  ...inFile(
    "src/linalg/memory.ts",
    ["use after the end of a scope unnoticed", "inner.alive = false;", ""],
    [
      "a matrix of another engine taken",
      "if (given.stack !== stack) throw",
      "if (given.stack === null) throw",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/elementwise.ts",
    [
      "squares of rows: the third row of four is the second",
      "d2 = <f64>load<real>(x + 2 * width)",
      "d2 = <f64>load<real>(x + width)",
    ],
    ["squares of rows: a row is skipped after each four", "x += 3 * width;", "x += 4 * width;"],
    [
      "squares of rows: the second matrix stays at its first rows",
      "if (y) y += 3 * width;",
      "if (y) y -= width;",
    ],
    [
      "sums over pairs: what one alone has is passed over",
      "&& isEmpty(x) && isEmpty(y)) {",
      "&& isEmpty(x)) {",
    ],
    ["sums over pairs: y stays where both are passed over", "y += RUN;", ""],
    ["sums over pairs: begun anew", "let product = load<f64>(sums),", "let product: f64 = 0,"],
    [
      "norms of rows: not scaled back",
      "return v128.mul<f64>(largest, v128.sqrt<f64>(sums));",
      "return v128.sqrt<f64>(sums);",
    ],
    ["decay: what is added is not damped", "v128.mul<real>(rate, now)", "now"],
    [
      "sum of rows misses the last",
      "for (let i = 0; i < rows; i++, x += width) addScaled",
      "for (let i = 1; i < rows; i++, x += width) addScaled",
    ],
    [
      "look-up: what is dark at its beginning is dark all along",
      "load<u64>(places) == 0) {",
      "load<u32>(places) == 0) {",
    ],
    ["look-up: the last entries are left out", "while (places < end) {", "while (places + 8 <= end) {"],
    ["momentum: scale forgotten", "+ scale * load<real>(gradient);", "+ load<real>(gradient);"],
    ["momentum: velocity not kept", "v128.store(velocity, v);", ""],
  ),
];
