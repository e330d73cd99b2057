import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../coding.ts";
import { eulerByForce } from "../../euler-by-force.ts";
import { largestOf } from "../../largest.ts";
import { reluNetwork, tanhNetwork } from "../../small-network.ts";
import { atLeast, atMost } from "../../window.ts";
import { worstOver } from "../../worst-over.ts";

const [upwards, downwards] = [
  "largest rise of F in a step / λL at the start",
  "largest fall of I in a step / λL at the start",
];
const conversion = "I at the end / fall of λL";

const parts = [
  stated(upwards, atMost(1e-14)),
  stated(downwards, atMost(1e-14)),
  check(conversion, atLeast(0.01)),
];

export const energyFalls: Claim = {
  id: "energy-falls",
  paper: "millidge-2022",
  statement:
    "During inference the total energy falls at every step, while the internal energy rises at every step.",
  equation: "F(t + η) ≤ F(t), I(t + η) ≥ I(t), from I = 0",
  where: "§3.1, Fig. 2A",
  source: "Millidge et al. 2022, figure 2A",
  conditions:
    "λ = 1, 100 Euler steps of 0.1 as in the figure; 5 networks each of 6-5-4-3 tanh with squared error and ReLU with cross-entropy",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "Descent alone makes F fall. That I rises all the way is a finding about these networks: an energy with several minima need not do so.",
  measure: () =>
    worstOver(parts, [tanhNetwork, reluNetwork], (bench) => {
      const { energy } = codingOf(bench);
      const internal: Float64Array[] = [];
      const supervised: Float64Array[] = [];
      eulerByForce(bench.linalg, energy, energy.start, 1, { stepSize: 0.1, steps: 100 }, (_, state) => {
        const values = energy.values(state);
        internal.push(values.internal);
        supervised.push(values.supervised);
      });
      const samples = Array.from(internal[0]!, (_, sample) => {
        const [i, s] = [internal, supervised].map((steps) => steps.map((values) => values[sample]!)) as [
          number[],
          number[],
        ];
        const rises = i.slice(1).map((_, t) => i[t + 1]! + s[t + 1]! - i[t]! - s[t]!);
        const falls = i.slice(1).map((_, t) => i[t]! - i[t + 1]!);
        return {
          rise: largestOf(rises) / s[0]!,
          fall: largestOf(falls) / s[0]!,
          conversion: i.at(-1)! / (s[0]! - s.at(-1)!),
        };
      });
      return {
        [upwards]: largestOf(samples.map(({ rise }) => rise)),
        [downwards]: largestOf(samples.map(({ fall }) => fall)),
        [conversion]: Math.min(...samples.map((sample) => sample.conversion)),
      };
    }),
};
