import type { Network } from "../../network/network.ts";
import type { EnergyRecord } from "../problem.ts";
import { hopfieldEnergy } from "./energy.ts";
import { holomorphicHopfield } from "./holomorphic.ts";

/** Why the energy has no place for a network; null where it has. */
const refusal = ({ layers, activation }: Network): string | null => {
  for (const [i, layer] of layers.entries()) {
    const before = layer.incoming.find((each) => each.before !== "linear")?.before;
    if (before !== undefined) {
      return `expected connections that take ρ(s) itself, found ${before} before a connection into layer ${i + 1}; write the layers without before`;
    }
    const own = layer.activation;
    if (own !== activation && own !== "linear") {
      return `expected one activation ρ for all layers, found ${activation} and, in layer ${i + 1}, ${own}; write one`;
    }
  }
  return null;
};

export const hopfield: EnergyRecord = {
  name: "hopfield",
  formula: "½ Σ ‖s_l‖² − Σ c (C ρ(s_from))·ρ(s_l) − Σ b_l·ρ(s_l)",
  feedback: null,
  truth: "implicit",
  refusal: ({ network }) => refusal(network),
  bind: (linalg, problem) => ({
    ...hopfieldEnergy(linalg, problem),
    holomorphic: () => holomorphicHopfield(linalg, problem),
  }),
};
