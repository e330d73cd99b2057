import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { activations } from "../../network/activation.ts";
import type { Incoming } from "../../network/network.ts";
import type { Wiring } from "../../network/wiring.ts";
import { matrixNorms } from "./weight-norms.ts";

/** Whether no activation of the network, before a map or after, has a kink. */
export const isSmooth = ({ network }: Wiring): boolean =>
  network.layers.every(
    ({ activation, incoming }) =>
      activations[activation].kink === null &&
      incoming.every(({ before }) => activations[before].kink === null),
  );

/**
 * Bounds of ‖∂o/∂e‖ and ‖∂²o/∂e²‖ for smooth layers however they are connected. With F_l and S_l for the first and second derivative
 * of x_l in the errors, a_l has at most `A = Σ c ‖C‖ g′ F` and `B = Σ c ‖C‖ (g′ S + g″ F²)` over its connections, and `x_l = f(a_l) + e_l`
 * has `F_l² = 1 + (f′ A)²`, `S_l = f′ B + f″ A²`; the input moves nothing.
 */
export const smoothNorms = (linalg: Linalg, { network, parameters }: Wiring) => {
  const first = [0];
  const second = [0];
  network.layers.forEach((layer, l) => {
    let moved = 0;
    let bent = 0;
    layer.incoming.forEach((incoming, k) => {
      const { from, before } = incoming;
      if (from === 0) return;
      const norm = mapNorm(linalg, incoming, parameters.layers[l]!.weights[k]!);
      const { slope, bend } = activations[before].bounds;
      moved += norm * slope * first[from]!;
      bent += norm * (slope * second[from]! + bend * first[from]! * first[from]!);
    });
    const isOutput = l + 1 === network.layers.length;
    const { slope, bend } = activations[layer.activation].bounds;
    first.push(isOutput ? moved : Math.sqrt(1 + slope * slope * moved * moved));
    second.push(isOutput ? bent : slope * bent + bend * moved * moved);
  });
  return { output: first.at(-1)!, bend: second.at(-1)! };
};

/** A bound of the spectral norm of c C: √(‖C‖₁ ‖C‖_∞) for a kernel, 1 for averages and skips. */
const mapNorm = (linalg: Linalg, { map, scale }: Incoming, weights: Matrix | null): number => {
  const size = Math.abs(scale);
  if (weights === null) return size;
  if (map.window === null) return matrixNorms(linalg, { matrix: weights, scale: size }, true).whole;
  const channels = map.source[0];
  const values = linalg.values(weights);
  const [out, into] = [map.target[0], weights.rows * weights.columns];
  const inner = into / (out * channels);
  const byTarget = new Float64Array(out);
  const bySource = new Float64Array(channels);
  for (let k = 0; k < into; k++) {
    const value = Math.abs(values[k]!);
    byTarget[Math.floor(k / (channels * inner))]! += value;
    bySource[Math.floor(k / inner) % channels]! += value;
  }
  return size * Math.sqrt(Math.max(...byTarget) * Math.max(...bySource));
};
