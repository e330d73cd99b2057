import { describe, expect, it } from "vitest";
import type { Bench } from "../../src/gradient/estimator.ts";
import { estimatorNamed } from "../../src/gradient/registry.ts";
import { backpropGradient } from "../../src/gradient/truth.ts";
import { endsOf } from "../../src/inference/ends.ts";
import type { InferenceSettings } from "../../src/inference/relax.ts";
import { depth, type Network } from "../../src/network/network.ts";
import { deepNetwork, tanhNetwork, withSmallNetwork } from "../../src/verify/measure/small-network.ts";
import { laboratory } from "../network/problem.ts";

interface Counts {
  drives: number;
  pulls: number;
  gradients: number;
}

/** The same network, whose connections between layers that move count what goes through them; no shortcut passes them by. */
const counted = (network: Network, counts: Counts): Network => ({
  ...network,
  layers: network.layers.map((layer) => ({
    ...layer,
    incoming: layer.incoming.map((incoming) => ({
      ...incoming,
      map: {
        ...incoming.map,
        bind: (...given: Parameters<typeof incoming.map.bind>) => {
          const { drive, pull, gradient } = incoming.map.bind(...given);
          if (incoming.from === 0) return { drive, pull, gradient };
          return {
            drive: (...to: Parameters<typeof drive>) => {
              counts.drives++;
              drive(...to);
            },
            pull: (...to: Parameters<typeof pull>) => {
              counts.pulls++;
              pull(...to);
            },
            gradient:
              gradient &&
              ((...to: Parameters<typeof gradient>) => {
                counts.gradients++;
                gradient(...to);
              }),
          };
        },
      },
    })),
  })),
});

/** What an estimate takes, in passes over the counted connections, and what the registry says of it. */
const measured = ({ linalg, problem }: Bench, name: string, inference: InferenceSettings) => {
  const counts = { drives: 0, pulls: 0, gradients: 0 };
  const estimator = estimatorNamed(name);
  const network = counted(problem.network, counts);
  const { relaxations } = estimator.estimate({ linalg, problem: { ...problem, network }, inference }, 0.01);
  const connections = depth(network) - 1;
  const iterations = endsOf(relaxations.map(({ relaxation }) => relaxation)).iterations ?? 0;
  const work = { layers: depth(network), iterations };
  return {
    iterations,
    passes: (counts.drives + counts.pulls) / connections,
    gradients: counts.gradients / connections,
    said: { passes: estimator.passes(work), gradients: estimator.gradients(work) },
  };
};

const euler = (steps: number): InferenceSettings => ({
  solver: "euler",
  stepSize: 0.1,
  steps,
  order: "simultaneous",
  tolerance: 1e-12,
});
const rest = (tolerance: number): InferenceSettings => ({
  solver: "equilibrium",
  tolerance,
  maxIterations: 500,
});

describe("the cost of an estimator", () => {
  it("is that of the passes through its connections: backprop has two, fixed predictions one more for each layer", () => {
    for (const network of [tanhNetwork, deepNetwork]) {
      withSmallNetwork(laboratory, network, 0, (bench) => {
        const backprop = measured(bench, "backprop", rest(1e-12));
        expect(backprop).toMatchObject({ passes: 2, gradients: 1, said: { passes: 2, gradients: 1 } });
        const fixed = measured(bench, "fixed-prediction", rest(1e-12));
        expect(fixed.gradients).toBe(fixed.said.gradients);
        expect(fixed.passes).toBe(fixed.said.passes);
      });
    }
  });

  it.each(["pc-nudge", "pc-symmetric", "pc-richardson", "pc-alm-1", "ep-one-sided", "ep-symmetric", "chl"])(
    "grows with Euler's steps as the registry says: %s",
    (name) => {
      withSmallNetwork(laboratory, tanhNetwork, 0, (bench) => {
        const [few, more] = [measured(bench, name, euler(7)), measured(bench, name, euler(19))];
        expect(more.passes - few.passes).toBe(more.said.passes - few.said.passes);
        expect(few.gradients).toBe(few.said.gradients);
        expect(more.gradients).toBe(few.gradients);
      });
    },
  );

  it.each(["pc-nudge", "pc-symmetric", "pc-richardson"])(
    "grows with the iterations to rest likewise: %s",
    (name) => {
      // One sample: those of a batch go together, however many iterations each of them takes.
      withSmallNetwork(laboratory, { ...tanhNetwork, batch: 1 }, 0, (bench) => {
        const [rough, fine] = [measured(bench, name, rest(1e-3)), measured(bench, name, rest(1e-9))];
        expect(fine.iterations).toBeGreaterThan(rough.iterations);
        expect(fine.passes - rough.passes).toBe(fine.said.passes - rough.said.passes);
        expect(fine.gradients).toBe(fine.said.gradients);
      });
    },
  );

  it("counts readings of the gradient apart: four real ones at each complex point, one for each layer of the first step", () => {
    withSmallNetwork(laboratory, tanhNetwork, 0, (bench) => {
      for (const name of ["pc-holomorphic-4", "pc-equation-16", "first-step"]) {
        const { gradients, said } = measured(bench, name, rest(1e-9));
        expect(gradients, name).toBe(said.gradients);
      }
      expect(backpropGradient(bench).layers).toHaveLength(3);
    });
  });
});
