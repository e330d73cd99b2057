import { type ActivationKind, activations } from "../../network/activation.ts";
import { isClamped, type Wiring } from "../../network/wiring.ts";

/** An activation with a kink whose argument inference moves: f of layer l, or (`before`) what stands before maps from it. */
export interface CodingSite {
  readonly layer: number;
  readonly before: ActivationKind | null;
  readonly oneSided: readonly [number, number];
}

/** The sites of kinks, the same for every engine: layer by layer f, then what stands before the outgoing maps. */
export const codingSites = ({ layers, outgoing }: Wiring): readonly CodingSite[] =>
  layers.slice(0, -1).flatMap((layer, i): CodingSite[] => {
    const own = activations[layer.activation].kink;
    const before = [...new Set(outgoing[i + 1]!.map((wire) => wire.before))];
    return [
      ...(own === null || isClamped(layer) ? [] : [{ layer: i + 1, before: null, oneSided: own }]),
      ...before.flatMap((kind) => {
        const { kink } = activations[kind];
        return kink === null ? [] : [{ layer: i + 1, before: kind, oneSided: kink }];
      }),
    ];
  });
