import type { Bench } from "../../../gradient/estimator.ts";
import { type Claim, check, stated, stronger } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestOf } from "../../measure/largest.ts";
import { reluNetwork, tanhNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost } from "../../window.ts";

const networks = [
  { network: tanhNetwork, name: "tanh", part: stronger },
  { network: reluNetwork, name: "ReLU", part: stated },
] as const;

const upwards = (name: string) => `${name}: largest rise of F in a step / λL at the start`;
const downwards = (name: string) => `${name}: largest fall of I in a step / λL at the start`;
const conversion = (name: string) => `${name}: I at the end / fall of λL`;

const partsOf = ({ name, part }: (typeof networks)[number]) => [
  part(upwards(name), atMost(1e-14)),
  part(downwards(name), atMost(1e-14)),
  check(conversion(name), atLeast(0.01)),
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
  parts: networks.flatMap(partsOf),
  expected: "holds under a stronger condition",
  condition: "the activation has no kink",
  note: "A step of 0.1 is far below 2/λ_max of these smooth energies, and descent alone makes F fall; that I rises all the way is a finding about them. With ReLU some samples come to rest on a kink, and there a step overshoots to the other side and back: F and I go up and down by some 1e-4 of the loss for ever. The claim was declared to hold on both networks; measuring showed the condition.",
  measure: (engines) => {
    const measured = networks.map((each) =>
      worstOver(engines, partsOf(each), [each.network], (bench) => {
        const { name } = each;
        const samples = trajectories(bench);
        return {
          [upwards(name)]: largestOf(samples.map(({ rise }) => rise)),
          [downwards(name)]: largestOf(samples.map(({ fall }) => fall)),
          [conversion(name)]: Math.min(...samples.map((sample) => sample.conversion)),
        };
      }),
    );
    return { values: Object.assign({}, ...measured.map(({ values }) => values)) };
  },
};

/** For each sample the worst steps of its energies, relative to the loss that it starts from. */
const trajectories = (bench: Bench) => {
  const { energy } = codingOf(bench);
  const internal: Float64Array[] = [];
  const supervised: Float64Array[] = [];
  eulerByForce(bench.linalg, energy, energy.start, 1, { stepSize: 0.1, steps: 100 }, (_, state) => {
    const values = energy.values(state);
    internal.push(values.internal);
    supervised.push(values.supervised);
  });
  return Array.from(internal[0]!, (_, sample) => {
    const i = internal.map((values) => values[sample]!);
    const s = supervised.map((values) => values[sample]!);
    const rises = i.slice(1).map((_, t) => i[t + 1]! + s[t + 1]! - i[t]! - s[t]!);
    const falls = i.slice(1).map((_, t) => i[t]! - i[t + 1]!);
    return {
      rise: largestOf(rises) / s[0]!,
      fall: largestOf(falls) / s[0]!,
      conversion: i.at(-1)! / (s[0]! - s.at(-1)!),
    };
  });
};
