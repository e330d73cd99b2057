import { describe, expect, it } from "vitest";
import { logarithmicPoints } from "../../src/config/points.ts";
import { audit } from "../../src/experiments/audit/audit.ts";
import { controls } from "../../src/experiments/audit/controls.ts";
import { regimeOf } from "../../src/experiments/audit/regime.ts";
import { truthsOf } from "../../src/experiments/images/effort.ts";
import { imagesOf, meanOf } from "../../src/experiments/images/images.ts";
import { compareGradients, compareLayers } from "../../src/gradient/compare.ts";
import type { Bench } from "../../src/gradient/estimator.ts";
import { estimatorNamed } from "../../src/gradient/registry.ts";
import { backpropGradient } from "../../src/gradient/truth.ts";
import type { InferenceSettings } from "../../src/inference/relax.ts";
import { activationKinds } from "../../src/network/activation.ts";
import { chain } from "../../src/network/network.ts";
import {
  deepNetwork,
  linearNetwork,
  reluNetwork,
  type SmallNetwork,
  tanhNetwork,
  withSmallNetwork,
} from "../../src/verify/measure/small-network.ts";
import {
  flat,
  type GoldenParameters,
  load,
  type Rows,
  readGolden,
  relativeError,
  toMatrix,
  toParameters,
} from "../golden.ts";
import { laboratory } from "../network/problem.ts";

interface GoldenBasin extends GoldenParameters {
  readonly sizes: number[];
  readonly lambda: number;
  readonly input: number[];
  readonly target: number[];
  readonly minima: readonly unknown[];
  readonly estimate_weights: Rows[];
  readonly estimate_biases: number[][];
}

const euler = (stepSize: number, steps: number): InferenceSettings => ({
  solver: "euler",
  stepSize,
  steps,
  order: "simultaneous",
  tolerance: 1e-12,
});
const equilibrium: InferenceSettings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 };

const question = {
  lambda: 0.01,
  inference: euler(0.1, 50),
  target: { cosine: 0.999, of: "all" },
  strengths: logarithmicPoints(1e-3, 10, 17),
  longest: 120,
  starts: 0,
} as const;

type Question = Parameters<typeof audit>[3];

const auditOf = ({ linalg, problem }: Bench, asked: Question) => {
  const images = imagesOf(linalg, problem);
  const { tables } = audit(images, images, laboratory.linalg("float32"), asked);
  return { images, tables, recommended: tables.recommendations![0]! };
};

/** The mean over images of the cosine, of all parameters or of the worst layer, by the estimator of the registry. */
const cosineOf = (
  { linalg, each }: ReturnType<typeof imagesOf>,
  lambda: number,
  inference: InferenceSettings,
  of: "all" | "layers",
): number => {
  const found = each.map(({ problem }) =>
    linalg.scope(() => {
      const bench = { linalg, problem, inference };
      const { gradient } = estimatorNamed("pc-nudge").estimate(bench, lambda);
      const truth = backpropGradient(bench);
      return of === "all"
        ? [compareGradients(linalg, gradient, truth).cosine]
        : compareLayers(linalg, gradient, truth).map(({ cosine }) => cosine);
    }),
  );
  return Math.min(...found[0]!.map((_, part) => meanOf(found.map((own) => own[part]!))!));
};

describe("what an audit recommends", () => {
  it("reaches the target when it is run, and the next larger λ does not: 16 networks, all activations", () => {
    for (let seed = 0; seed < 16; seed++) {
      const network: SmallNetwork = {
        ...(seed % 2 === 0 ? tanhNetwork : deepNetwork),
        activation: activationKinds[seed % activationKinds.length]!,
        loss: seed % 3 === 0 ? "cross-entropy" : "squared-error",
      };
      const of = seed % 4 === 3 ? "layers" : "all";
      withSmallNetwork(laboratory, network, seed, (bench) => {
        const { images, recommended } = auditOf(bench, { ...question, target: { cosine: 0.999, of } });
        const { lambda, step_size: size, steps } = recommended;
        const settings = euler(Number(size), Number(steps));
        const name = `${network.activation}, ${of}, seed ${seed}`;
        expect(cosineOf(images, Number(lambda), settings, of), name).toBeGreaterThanOrEqual(0.999);
        const next = question.strengths.find((strength) => strength > Number(lambda))!;
        expect(cosineOf(images, next, settings, of), name).toBeLessThan(0.999);
        expect(cosineOf(images, Number(recommended.next_higher), equilibrium, of), name).toBeLessThan(0.999);
      });
    }
  });

  it("counts a layer that its signal has not reached as one that misses the target", () => {
    // After one step the two lower layers of four have no estimate, and no cosine that could be averaged.
    const network: SmallNetwork = { ...deepNetwork, activation: "silu", loss: "cross-entropy" };
    withSmallNetwork(laboratory, network, 15, (bench) => {
      const { tables } = auditOf(bench, { ...question, target: { cosine: 0.999, of: "layers" } });
      const [first] = tables.steps!;
      expect(first).toMatchObject({ steps: 1, target_cosine: 0 });
    });
  });
});

/** H and g of `½ xᵀ H x − g·x`, in which F of a linear network with two hidden layers is quadratic: x = (x_1, x_2), no biases. */
const quadratic = (bench: Bench, lambda: number) => {
  const { linalg, problem } = bench;
  const [n0, n1, n2, n3] = problem.network.sizes as [number, number, number, number];
  const [w0, w1, w2] = problem.parameters.weights.map((matrix) => linalg.values(matrix));
  const [input, target] = [problem.input, problem.target].map((matrix) => linalg.values(matrix));
  const n = n1 + n2;
  const at = (k: number) => (k < n1 ? { layer: 1, unit: k } : { layer: 2, unit: k - n1 });
  const sum = (count: number, term: (i: number) => number) =>
    Array.from({ length: count }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
  const h = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_unused, j) => {
      const [a, b] = [at(i), at(j)];
      const same = i === j ? 1 : 0;
      if (a.layer === 1 && b.layer === 1)
        return same + sum(n2, (k) => w1![a.unit * n2 + k]! * w1![b.unit * n2 + k]!);
      if (a.layer === 2 && b.layer === 2)
        return same + lambda * sum(n3, (k) => w2![a.unit * n3 + k]! * w2![b.unit * n3 + k]!);
      const [low, high] = a.layer === 1 ? [a.unit, b.unit] : [b.unit, a.unit];
      return -w1![low * n2 + high]!;
    }),
  );
  const g = Array.from({ length: n }, (_, i) => {
    const { layer, unit } = at(i);
    return layer === 1
      ? sum(n0, (k) => input![k]! * w0![k * n1 + unit]!)
      : lambda * sum(n3, (k) => target![k]! * w2![unit * n3 + k]!);
  });
  const x1 = Array.from({ length: n1 }, (_, j) => sum(n0, (k) => input![k]! * w0![k * n1 + j]!));
  const x2 = Array.from({ length: n2 }, (_, j) => sum(n1, (k) => x1[k]! * w1![k * n2 + j]!));
  return { h, g, free: [...x1, ...x2], w1: w1!, w2: w2!, n1, n2, n3, target: target! };
};

const times = (h: readonly (readonly number[])[], x: readonly number[]): number[] =>
  h.map((row) => row.reduce((total, value, k) => total + value * x[k]!, 0));
const norm = (x: readonly number[]): number =>
  Math.sqrt(x.reduce((total, value) => total + value * value, 0));

/** Gauss's elimination; H is positive definite. */
const solved = (h: readonly (readonly number[])[], g: readonly number[]): number[] => {
  const rows = h.map((row, i) => [...row, g[i]!]);
  rows.forEach((pivot, i) => {
    rows.forEach((row, j) => {
      if (i === j) return;
      const factor = row[i]! / pivot[i]!;
      row.forEach((_, k) => {
        row[k]! -= factor * pivot[k]!;
      });
    });
  });
  return rows.map((row, i) => row.at(-1)! / row[i]!);
};

describe("an audit of a linear network", () => {
  const one: SmallNetwork = { ...linearNetwork, batch: 1 };

  it("has λ_max, the fraction relaxed and the steps to rest of the closed form", () => {
    withSmallNetwork(laboratory, one, 2, (bench) => {
      const { tables } = auditOf(bench, {
        ...question,
        lambda: 0.5,
        inference: euler(0.2, 10),
        longest: 400,
      });
      const { h, g, free } = quadratic(bench, 0.5);
      let vector = free.map((_, k) => 1 + k / 7);
      for (let k = 0; k < 3000; k++) {
        const image = times(h, vector);
        vector = image.map((value) => value / norm(image));
      }
      const largest = norm(times(h, vector));
      const [row] = tables.images!;
      expect(row!.largest_curvature).toBeCloseTo(largest, 6);
      expect(row!.largest_step).toBeCloseTo(2 / largest, 6);
      // x − x* shrinks by 1 − ηH at each step.
      const rest = solved(h, g);
      let left = free.map((value, k) => value - rest[k]!);
      const whole = norm(left);
      const parts = [1];
      for (let step = 1; step <= 400; step++) {
        const image = times(h, left);
        left = left.map((value, k) => value - 0.2 * image[k]!);
        parts.push(norm(left) / whole);
      }
      expect(row!.relaxed).toBeCloseTo(1 - parts[10]!, 9);
      expect(row!.steps_to_1_percent).toBe(parts.findIndex((part) => part <= 1e-2));
      expect(row!.steps_to_001_percent).toBe(parts.findIndex((part) => part <= 1e-4));
      // The signal climbs down by a layer a step; the output has it at once.
      expect(tables.layers!.map(({ arrival }) => arrival)).toEqual([2, 1, 0]);
    });
  });

  it("has the closed form's window of λ: the bias above, what rounding leaves of the signals below", () => {
    withSmallNetwork(laboratory, one, 2, (bench) => {
      const { recommended, images, tables } = auditOf(bench, question);
      const { free, w1, w2, n1, n2, n3, target } = quadratic(bench, 1);
      const [x1, x2] = [free.slice(0, n1), free.slice(n1)];
      const error = Array.from({ length: n3 }, (_, k) =>
        x2.reduce((total, value, j) => total + value * w2[j * n3 + k]!, -target[k]!),
      );
      const second = x2.map((_, j) => error.reduce((total, value, k) => total + value * w2[j * n3 + k]!, 0));
      const first = x1.map((_, i) => second.reduce((total, value, j) => total + value * w1[i * n2 + j]!, 0));
      const ratio = Math.max(norm(x1) / norm(first), norm(x2) / norm(second));
      const allowed = Math.sqrt(1 / 0.999 ** 2 - 1);
      expect(Number(recommended.lowest_float64) / ((2 ** -53 * ratio) / allowed)).toBeCloseTo(1, 9);
      expect(Number(recommended.lowest_float32) / ((2 ** -24 * ratio) / allowed)).toBeCloseTo(1, 9);
      expect(tables.strengths!.length).toBeGreaterThan(3);
      for (const { lambda, rounding_float64, rounding_float32 } of tables.strengths!) {
        expect((Number(rounding_float64) * Number(lambda)) / (2 ** -53 * ratio)).toBeCloseTo(1, 9);
        expect((Number(rounding_float32) * Number(lambda)) / (2 ** -24 * ratio)).toBeCloseTo(1, 9);
      }
      // The estimate of the equilibrium, which is solved for here: ε_l x_{l−1} at x*, all divided by λ.
      const input = Array.from(bench.linalg.values(bench.problem.input));
      const outer = (x: readonly number[], signal: readonly number[]) => [
        ...x.flatMap((value) => signal.map((s) => value * s)),
        ...signal,
      ];
      const estimateAt = (lambda: number): number[] => {
        const { h, g } = quadratic(bench, lambda);
        const rest = solved(h, g);
        const [y1, y2] = [rest.slice(0, n1), rest.slice(n1)];
        const below = y2.map((value, j) => value - y1.reduce((sum, y, i) => sum + y * w1[i * n2 + j]!, 0));
        const lowest = y1.map((value, i) => value - x1[i]!);
        const top = Array.from({ length: n3 }, (_, k) =>
          y2.reduce((total, value, j) => total + value * w2[j * n3 + k]!, -target[k]!),
        );
        const scaled = (errors: readonly number[]) => errors.map((value) => -value / lambda);
        return [...outer(input, scaled(lowest)), ...outer(y1, scaled(below)), ...outer(y2, top)];
      };
      const truth = [...outer(input, first), ...outer(x1, second), ...outer(x2, error)];
      const cosineAt = (lambda: number): number => {
        const estimate = estimateAt(lambda);
        const product = estimate.reduce((total, value, k) => total + value * truth[k]!, 0);
        return product / (norm(estimate) * norm(truth));
      };
      const reaching = question.strengths.filter((lambda) => cosineAt(lambda) >= 0.999);
      expect(recommended.highest).toBe(Math.max(...reaching));
      expect(recommended.next_higher).toBe(question.strengths[reaching.length]);
      expect(images.each).toHaveLength(1);
    });
  });
});

describe("an audit of the golden networks", () => {
  it.each([
    "pc-tanh-squared-error",
    "pc-sigmoid-cross-entropy",
    "pc-tanh-cross-entropy-small-lambda",
    "pc-linear-squared-error",
  ] as const)("%s: the fraction relaxed of each image and layer is that of the file's states", (name) => {
    const golden = readGolden(name);
    const { linalg, network, parameters, input, target, loss } = load(golden);
    const { lambda, stepSize, steps, hidden: reached } = golden.euler;
    const { hidden: rest } = golden.equilibrium!;
    const asked = {
      ...question,
      lambda,
      inference: euler(stepSize, steps),
      strengths: [lambda],
      longest: 20,
    };
    const { tables } = auditOf(
      { linalg, problem: { network, parameters, input, target, loss }, inference: equilibrium },
      asked,
    );
    const left = (l: number, image: number): number =>
      norm(rest[l]![image]!.map((x, k) => reached[l]![image]![k]! - x));
    const way = (l: number, image: number): number =>
      norm(rest[l]![image]!.map((x, k) => golden.feedforward.hidden[l]![image]![k]! - x));
    const layers = rest.map((_, l) => l);
    tables.images!.forEach((row, image) => {
      const whole = 1 - norm(layers.map((l) => left(l, image))) / norm(layers.map((l) => way(l, image)));
      expect(row.relaxed).toBeCloseTo(whole, 9);
      for (const l of layers) {
        const own = tables.layers!.find((each) => each.image === image && each.layer === l + 1)!;
        expect(own.relaxed).toBeCloseTo(1 - left(l, image) / way(l, image), 9);
      }
    });
  });

  it("relu-basins: cosine and relative error at the equilibrium are those of the file's estimate, kinks included", () => {
    const { cases } = readGolden<{ cases: GoldenBasin[] }>("relu-basins");
    for (const golden of cases.filter(({ minima }) => minima.length === 1).slice(0, 12)) {
      const linalg = laboratory.linalg("float64");
      linalg.scope(() => {
        const network = chain({ sizes: golden.sizes, activation: "relu" });
        const problem = {
          network,
          parameters: toParameters(linalg, golden.sizes, golden),
          input: toMatrix(linalg, [golden.input]),
          target: toMatrix(linalg, [golden.target]),
          loss: "squared-error" as const,
        };
        const asked = { ...question, lambda: golden.lambda, strengths: [golden.lambda], longest: 5 };
        const bench = { linalg, problem, inference: equilibrium };
        const [row] = auditOf(bench, asked).tables.images!;
        const estimate = flat({ weights: golden.estimate_weights, biases: golden.estimate_biases });
        const truth = Array.from(linalg.values(backpropGradient(bench).all));
        expect(Number(row!.equilibrium_relative_error)).toBeCloseTo(relativeError(estimate, truth), 7);
        const product = estimate.reduce((sum, value, k) => sum + value * truth[k]!, 0);
        expect(Number(row!.equilibrium_cosine)).toBeCloseTo(product / (norm(estimate) * norm(truth)), 7);
      });
    }
  });
});

it("the controls are exact in the output layer, and elsewhere what random matrices in place of the weights give", () => {
  withSmallNetwork(laboratory, { ...linearNetwork, batch: 2 }, 3, (bench) => {
    const images = imagesOf(bench.linalg, bench.problem);
    const truths = truthsOf(images, { truth: "backprop", energy: null });
    const rows = controls(images, truths, 7);
    expect(new Set(rows.map(({ estimator }) => estimator))).toEqual(
      new Set(["feedback-alignment", "direct-feedback-alignment"]),
    );
    expect(rows).toHaveLength(2 * 2 * 4);
    // The output's error needs no feedback.
    for (const row of rows.filter(({ layer }) => layer === 3)) expect(row.cosine).toBeCloseTo(1, 12);
    const lowest = rows.filter(({ layer }) => layer === 1).map(({ cosine }) => Number(cosine));
    expect(Math.max(...lowest)).toBeLessThan(0.99);
    // The matrices are those of the seed.
    expect(controls(images, truths, 7)).toEqual(rows);
    expect(controls(images, truths, 8)).not.toEqual(rows);
  });
});

describe("what an audit says of an estimate", () => {
  it("is what the estimator of the registry has, image by image", () => {
    withSmallNetwork(laboratory, reluNetwork, 1, (bench) => {
      const { images, tables } = auditOf(bench, { ...question, lambda: 0.1 });
      expect(tables.images).toHaveLength(3);
      const mean = meanOf(tables.images!.map(({ cosine }) => Number(cosine)))!;
      expect(mean).toBeCloseTo(cosineOf(images, 0.1, question.inference, "all"), 12);
      const rest = meanOf(tables.images!.map((row) => Number(row.equilibrium_cosine)))!;
      expect(rest).toBeCloseTo(cosineOf(images, 0.1, equilibrium, "all"), 12);
    });
  });

  it("names the regime by the numbers beside it", () => {
    expect(regimeOf(0.05, 0.9)).toBe("backprop-like");
    expect(regimeOf(0.5, 0.01)).toBe("partially-relaxed");
    expect(regimeOf(0.99, 0.01)).toBe("partially-relaxed");
    expect(regimeOf(0.991, 0.0999)).toBe("equilibrium-near");
    expect(regimeOf(0.991, 0.1)).toBe("equilibrium-far");
    expect(regimeOf(null, 0.1)).toBeNull();
  });
});
