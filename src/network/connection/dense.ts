import { z } from "zod";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { unitsOf } from "../shape.ts";
import { type BoundMap, connectionKind, type LinearMap } from "./kind.ts";
import { scaledGradient, scaledWeights } from "./scale.ts";

/** Every unit to every unit: `a += c x W`, W [fan-in, fan-out], where PyTorch stores the transpose. */
export const denseMap = (source: LinearMap["source"], units: number): LinearMap => ({
  kind: "dense",
  source,
  target: [units],
  weights: { rows: unitsOf(source), columns: units, fanIn: unitsOf(source), fanOut: units },
  window: null,
  label: String(units),
  bind: bindDense,
});

const bindDense = (linalg: Linalg, weights: Matrix | null, scale: number, pulls: boolean): BoundMap => {
  const w = scaledWeights(linalg, weights!, scale);
  const forward = linalg.pack(w);
  const backward = pulls ? linalg.packTransposed(w) : null;
  return {
    drive: (x, a) => linalg.accumulateProduct(x, forward, a),
    pull: (signal, back) => linalg.accumulateProduct(signal, backward!, back),
    gradient: scaledGradient(linalg, scale, (x, signal, out) =>
      linalg.transposedProduct(x, linalg.pack(signal), out),
    ),
    gram: () => {
      const gram = linalg.matrix(w.columns, w.columns);
      linalg.gram(w, forward, gram);
      const packed = linalg.pack(gram);
      return {
        drive: (z, a) => linalg.accumulateProduct(z, packed, a),
        driveRectified: (a0) => linalg.rectifiedProduct(a0, gram, packed),
      };
    },
  };
};

export const dense = connectionKind(
  "dense",
  z.object({ kind: z.literal("dense"), units: z.int().min(1).describe("units of the layer") }),
  ({ units }, source) => denseMap(source, units),
);
