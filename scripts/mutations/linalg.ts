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
      "for (; i < m; i++) tile1(aBlock",
      "for (; i < m - 1; i++) tile1(aBlock",
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
      "pack: transpose ignored",
      "p * rowStride + (j + q) * columnStride",
      "p * columnStride + (j + q) * rowStride",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/activation.ts",
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
    ["slope of tanh", "if (kind == TANH) return 1 - f * f;", "if (kind == TANH) return 1 - f;"],
    ["slope of sigmoid", "if (kind == SIGMOID) return f * (1 - f);", "if (kind == SIGMOID) return f;"],
    [
      "slope of relu at 0",
      "if (kind == RELU) return v > 0 ? 1 : 0;",
      "if (kind == RELU) return v >= 0 ? 1 : 0;",
    ],
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
    [
      "error signal without f′",
      "store<real>(signal, -pull * slopeAt(kind, v, f));",
      "store<real>(signal, -pull);",
    ],
    [
      "error force without precision",
      "const pull = -precision * (load<real>(x) - f);",
      "const pull = -(load<real>(x) - f);",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/elementwise.ts",
    [
      "sum of rows misses the last",
      "for (let i = 0; i < rows; i++, x += width) addScaled",
      "for (let i = 1; i < rows; i++, x += width) addScaled",
    ],
    ["momentum: scale forgotten", "+ scale * load<real>(gradient);", "+ load<real>(gradient);"],
    ["momentum: velocity not kept", "v128.store(velocity, v);", ""],
  ),
];
