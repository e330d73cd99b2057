import type { Gram } from "../../network/connection/kind.ts";
import { isClamped, type Wire, type Wiring } from "../../network/wiring.ts";

/** A layer below a map that has the Gram shortcut: its error is moved as `ε_s = z C_sᵀ`. */
export interface Lifted {
  readonly wire: Wire;
  readonly gram: Gram;
}

/** The layers that the input alone predicts and that send into one map with the shortcut; null for the others. */
export const liftedLayers = (wiring: Wiring): readonly (Lifted | null)[] =>
  wiring.layers.slice(0, -1).map((layer, i) => {
    const [wire, ...others] = wiring.outgoing[i + 1]!;
    if (!isClamped(layer) || wire === undefined || others.length > 0 || wire.before !== "linear") return null;
    const gram = wire.map.gram?.();
    return gram === undefined ? null : { wire, gram };
  });
