import { type Claim, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { slopeAlong } from "../../measure/differences.ts";
import { largestOf } from "../../measure/largest.ts";
import { reluNetwork, seeds, tanhNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { atMost, exactly } from "../../window.ts";

const strengths = [0.1, 1];

export const energySlopes: Claim = {
  id: "energy-slopes",
  paper: "millidge-2022",
  statement:
    "At the start of inference the total energy falls exactly as fast as the loss, and the internal energy not at all.",
  equation: "dF/dt = λ dL/dt = −‖λ ∂L/∂x‖² and dI/dt = 0 at t = 0, where I = 0",
  where: "§3.1, Fig. 2A",
  source: "Millidge et al. 2022, section 3.1",
  conditions:
    "λ = 0.1 and 1; 5 networks each of 6-5-4-3 tanh with squared error and 6-5-4-3 ReLU with cross-entropy; slopes by differences of the energies along the dynamics",
  scale: "small",
  parts: [
    stated("internal energy at t = 0", exactly(0)),
    stated("(dF/dt + ‖λ ∂L/∂x‖²) / ‖λ ∂L/∂x‖²", atMost(1e-9)),
    stated("(dF/dt − λ dL/dt) / dF/dt", atMost(1e-9)),
  ],
  expected: "holds",
  condition: "",
  note: "‖∂L/∂x‖ is that of the penultimate layer, from backprop: the only one that moves at t = 0.",
  measure: (engines) => {
    const measured = [tanhNetwork, reluNetwork].flatMap((network) =>
      strengths.flatMap((lambda) =>
        seeds.map((seed) =>
          withSmallNetwork(engines, network, seed, (bench) => {
            const { linalg } = bench;
            const { energy, truth } = codingOf(bench);
            const { start } = energy;
            const force = start.map((x) => linalg.matrix(x.rows, x.columns));
            energy.force(start, lambda, force);
            const slope = (of: (internal: number, supervised: number) => number) =>
              slopeAlong(linalg, start, force, (state) => {
                const { internal, supervised } = energy.values(state);
                return internal.map((value, sample) => of(value, lambda * supervised[sample]!));
              });
            const [total, loss] = [slope((i, s) => i + s), slope((_, s) => s)];
            const gradient = truth.activities.at(-1)!;
            const squares = Array.from({ length: gradient.rows }, (_, row) =>
              Array.from(
                linalg.values(gradient).subarray(row * gradient.columns, (row + 1) * gradient.columns),
              ).reduce((sum, value) => sum + lambda * value * (lambda * value), 0),
            );
            return {
              internal: largestOf(energy.values(start).internal),
              descent: largestOf(squares.map((square, row) => Math.abs(total[row]! + square) / square)),
              parting: largestOf(
                total.map((slopeOfTotal, row) => Math.abs((slopeOfTotal - loss[row]!) / slopeOfTotal)),
              ),
            };
          }),
        ),
      ),
    );
    return {
      values: {
        "internal energy at t = 0": largestOf(measured.map(({ internal }) => internal)),
        "(dF/dt + ‖λ ∂L/∂x‖²) / ‖λ ∂L/∂x‖²": largestOf(measured.map(({ descent }) => descent)),
        "(dF/dt − λ dL/dt) / dF/dt": largestOf(measured.map(({ parting }) => parting)),
      },
    };
  },
};
