import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { firstStepEstimate } from "../../src/gradient/estimator/first-step.ts";
import type { Bench, Estimate } from "../../src/gradient/estimator.ts";
import { estimatorNamed } from "../../src/gradient/registry.ts";
import { relax } from "../../src/inference/relax.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import type { MeasuringClaim } from "../../src/verify/claim.ts";
import {
  symmetricOrder,
  orders as symmetricOrders,
} from "../../src/verify/claims/laborieux-2021/symmetric-order.ts";
import {
  holomorphicCoding,
  orders as holomorphicOrders,
} from "../../src/verify/claims/laborieux-zenke-2022/holomorphic-coding.ts";
import { equation16, orders as equation16Orders } from "../../src/verify/claims/millidge-2022/equation-16.ts";
import {
  nudgeAsStated,
  orders as statedOrders,
} from "../../src/verify/claims/millidge-2022/nudge-as-stated.ts";
import { nudgeOrder, orders as nudgeOrders } from "../../src/verify/claims/millidge-2022/nudge-order.ts";
import {
  richardsonOrder,
  orders as richardsonOrders,
} from "../../src/verify/claims/richardson-1911/richardson-order.ts";
import {
  hopfieldOrder,
  orders as hopfieldOrders,
} from "../../src/verify/claims/scellier-bengio-2017/hopfield-order.ts";
import { firstStepClaim } from "../../src/verify/claims/song-2020/first-step.ts";
import {
  weakFeedbackOrder,
  orders as weakFeedbackOrders,
} from "../../src/verify/claims/whittington-bogacz-2017/weak-feedback-order.ts";
import {
  feedbackOrder,
  orders as feedbackOrders,
} from "../../src/verify/claims/xie-seung-2003/feedback-order.ts";
import { judge } from "../../src/verify/judge.ts";
import { codingOf } from "../../src/verify/measure/coding.ts";
import { type Order, orderClaim } from "../../src/verify/order/order.ts";
import { laboratory } from "../network/problem.ts";

/** The verdict on a claim of orders after each order's measurement was tampered with. */
const verdictOn = (
  claim: MeasuringClaim,
  orders: readonly Order[],
  tamper: (order: Order) => Partial<Order>,
) => {
  const { measure: _, parts: __, scale: ___, ...text } = claim;
  return judge(
    orderClaim({ ...text, orders: orders.map((order) => ({ ...order, ...tamper(order) })) }),
    laboratory,
  ).verdict;
};

const estimateOf = (name: string) => estimatorNamed(name).estimate;

/** A nudged phase alone, without the free phase's gradient. */
const withoutFreePhase = ({ linalg, problem, inference }: Bench, lambda: number): Estimate => {
  const energy = bindEnergy(linalg, energies.hopfield, problem);
  const free = relax(linalg, energy, "start", 0, inference);
  const nudged = relax(linalg, energy, free.state, lambda, inference);
  const gradient = zeroParameters(linalg, layoutOf(problem.network));
  energy.parameterGradient(nudged.state, lambda, gradient);
  linalg.combine(1 / (lambda * problem.input.rows), gradient.all, 0, gradient.all, gradient.all);
  return {
    gradient,
    energy,
    relaxations: [
      { nudge: 0, relaxation: free },
      { nudge: lambda, relaxation: nudged },
    ],
  };
};

/** The symmetric pair with a plus where the minus belongs. */
const summedPair = ({ linalg, problem, inference }: Bench, lambda: number): Estimate => {
  const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
  const [sum, part] = [
    zeroParameters(linalg, layoutOf(problem.network)),
    zeroParameters(linalg, layoutOf(problem.network)),
  ];
  const relaxations = [-lambda, lambda].map((nudge) => {
    const relaxation = relax(linalg, energy, "start", nudge, inference);
    energy.parameterGradient(relaxation.state, nudge, part);
    linalg.addScaled(1 / (2 * lambda * problem.input.rows), part.all, sum.all);
    return { nudge, relaxation };
  });
  return { gradient: sum, energy, relaxations };
};

/** Contrastive Hebbian learning with γ^{k−L+1} in place of γ^{k−L} in the layer below the output. */
const wrongPower = (bench: Bench, gamma: number): Estimate => {
  const estimate = estimateOf("chl")(bench, gamma);
  const weights = estimate.gradient.weights.at(-2)!;
  bench.linalg.combine(gamma, weights, 0, weights, weights);
  return estimate;
};

describe("a sabotaged measurement is not judged as the claim is declared", () => {
  it("the claims themselves, untouched, are", () => {
    // Two that are quick; claims.test.ts measures them all.
    expect(verdictOn(richardsonOrder, richardsonOrders, () => ({}))).toBe("holds");
    expect(verdictOn(nudgeAsStated, statedOrders, () => ({}))).toBe("holds under a stronger condition");
  });

  it("one-sided in place of symmetric", () => {
    const tamper = ({ series }: Order) => ({
      estimate: estimateOf(series.startsWith("PC") ? "pc-nudge" : "ep-one-sided"),
    });
    expect(verdictOn(symmetricOrder, symmetricOrders, tamper)).toBe("does not hold");
  });

  it("a sign in the symmetric pair", () => {
    expect(verdictOn(symmetricOrder, symmetricOrders.slice(0, 1), () => ({ estimate: summedPair }))).toBe(
      "does not hold",
    );
  });

  it("equilibrium propagation that forgets the free phase", () => {
    expect(verdictOn(hopfieldOrder, hopfieldOrders, () => ({ estimate: withoutFreePhase }))).toBe(
      "does not hold",
    );
  });

  it("a wrong power of γ", () => {
    expect(verdictOn(feedbackOrder, feedbackOrders, () => ({ estimate: wrongPower }))).toBe("does not hold");
  });

  it("precisions that decay as the square root of κ", () => {
    const halved = (bench: Bench, kappa: number) => estimateOf("pc-weak-feedback")(bench, Math.sqrt(kappa));
    expect(verdictOn(weakFeedbackOrder, weakFeedbackOrders, () => ({ estimate: halved }))).toBe(
      "does not hold",
    );
  });

  it("Richardson extrapolation without the half step", () => {
    expect(verdictOn(richardsonOrder, richardsonOrders, () => ({ estimate: estimateOf("pc-nudge") }))).toBe(
      "does not hold",
    );
  });

  it("a circle with two points too few", () => {
    const tamper = ({ expected }: Order) => ({
      estimate: estimateOf(`pc-holomorphic-${Math.max(2, expected - 2)}`),
    });
    expect(verdictOn(holomorphicCoding, holomorphicOrders, tamper)).toBe("does not hold");
  });

  it("an Eq. 16 that works would be noticed", () => {
    expect(verdictOn(equation16, equation16Orders, () => ({ estimate: estimateOf("pc-richardson") }))).toBe(
      "holds",
    );
    expect(equation16.expected).toBe("does not hold");
  });

  it("Euler's steps that do reach the equilibrium would be noticed", () => {
    expect(verdictOn(nudgeAsStated, statedOrders, () => ({ estimate: estimateOf("pc-nudge") }))).toBe(
      "holds",
    );
    expect(nudgeAsStated.expected).not.toBe("holds");
  });

  it("inference that stops too early decides nothing", () => {
    const inference = { solver: "equilibrium", tolerance: 1e-3, maxIterations: 1000 } as const;
    expect(verdictOn(nudgeOrder, nudgeOrders, () => ({ inference }))).toBe("undecided");
  });

  it("a slope over one decade decides nothing", () => {
    expect(verdictOn(nudgeOrder, nudgeOrders, () => ({ dials: [1e-3, 3e-3, 1e-2] }))).toBe("undecided");
  });

  it("Z-IL that forgets to divide by η in one layer", () => {
    const claim = firstStepClaim((bench, stepSize) => {
      const { energy } = codingOf(bench);
      const settings = { lambda: 0.5, stepSize };
      const gradient = firstStepEstimate(bench.linalg, energy, settings);
      const first = gradient.weights[0]!;
      bench.linalg.combine(stepSize, first, 0, first, first);
      return gradient;
    });
    expect(judge(claim, laboratory).verdict).toBe("does not hold");
  });
});
