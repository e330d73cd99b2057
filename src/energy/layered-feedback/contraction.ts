import type { Linalg } from "../../linalg/linalg.ts";
import { activations } from "../../network/activation.ts";
import type { Wiring } from "../../network/wiring.ts";
import type { LayerNorms } from "../bounds/layer-norms.ts";
import { mostCoupling, perronBound } from "../bounds/perron.ts";
import type { Nudge } from "../state.ts";

/**
 * Whether the dynamics have one point of rest and go there from everywhere, under a nudge: with ‖f′‖ ≤ slope the distances d_k of two states obey
 * `d_k′ ≤ −d_k + slope (‖W_{k−1}‖ d_{k−1} + γ ‖W_k‖ d_{k+1})`, the output's divided by `1 + λ L″`, so it is enough that the matrix of these numbers has
 * a spectral radius below 1. A clamped output does not move. Computed once for each nudge.
 */
export const contraction = (
  { precision }: Linalg,
  { layers: wired }: Wiring,
  norms: LayerNorms,
  feedback: number,
): ((nudge: Nudge) => boolean) => {
  const layers = wired.length;
  const known = new Map<Nudge, boolean>();
  const measured = (nudge: Nudge): boolean => {
    const moving = nudge === "clamped" ? layers - 1 : layers;
    const stiffened = typeof nudge === "number" && nudge < 0 ? 1 + nudge : 1;
    if (!(stiffened > 0)) return false;
    const matrix = Array.from({ length: moving }, () => new Array<number>(moving).fill(0));
    for (let k = 1; k < moving; k++) {
      const norm = norms.of(wired[k]!.incoming[0]!);
      const slope = (i: number): number => activations[wired[i]!.activation].bounds.slope;
      matrix[k]![k - 1] = (slope(k) * norm) / (k + 1 === layers ? stiffened : 1);
      matrix[k - 1]![k] = slope(k - 1) * feedback * norm;
    }
    return perronBound(matrix) < mostCoupling[precision];
  };
  return (nudge) => {
    const contracts = known.get(nudge) ?? measured(nudge);
    known.set(nudge, contracts);
    return contracts;
  };
};
