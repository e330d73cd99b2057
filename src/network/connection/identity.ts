import { z } from "zod";
import type { Linalg } from "../../linalg/linalg.ts";
import type { Shape } from "../shape.ts";
import { type BoundMap, connectionKind, type LinearMap } from "./kind.ts";

/** A skip: `a += c x`, to a layer of the same shape. */
export const identityMap = (source: Shape): LinearMap => ({
  kind: "identity",
  source,
  target: source,
  weights: null,
  window: null,
  label: "skip",
  bind: (linalg: Linalg, _, scale): BoundMap => ({
    drive: (x, a) => linalg.addScaled(scale, x, a),
    pull: (signal, back) => linalg.addScaled(scale, signal, back),
    gradient: null,
  }),
});

export const identity = connectionKind("identity", z.object({ kind: z.literal("identity") }), (_, source) =>
  identityMap(source),
);
