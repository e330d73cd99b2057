import { aroundEach, describe, expect, it } from "vitest";
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { perform } from "../../src/bench/work.ts";
import { estimatorOrder } from "../../src/experiments/estimator-order/measure.ts";
import { nudge } from "../../src/experiments/nudge/measure.ts";
import { laboratoryContent } from "../../src/figure/page/laboratory.ts";
import type { Answer, LimitAnswer, Templates } from "../../src/page/protocol.ts";
import { brushLevels, encodeDrawing } from "../../src/page/state/drawing.ts";
import { type LimitState, paperLimit, sizesOfLimit } from "../../src/page/state/limit.ts";
import { serve } from "../../src/page/worker/serve.ts";
import type { Settings } from "../../src/rows/settings.ts";
import { withMemoryUsedBefore } from "../cli/engine-memory.ts";

aroundEach(withMemoryUsedBefore);

const { digits, templates } = laboratoryContent("", []);

/** A worker of the page in this process: what it answers, and what it has put off. */
const start = (images = digits, own: Templates = templates) => {
  const answers: Answer[] = [];
  const tasks: (() => void)[] = [];
  const send = serve(
    { float64: kernelBytes("float64"), float32: kernelBytes("float32") },
    (message) => answers.push(message),
    (task) => tasks.push(task),
  );
  send({ kind: "setup", digits: images, templates: own });
  return {
    send,
    answers,
    run: (most = Number.POSITIVE_INFINITY) => {
      for (let done = 0; done < most && tasks.length > 0; done++) tasks.shift()!();
    },
    waiting: () => tasks.length,
  };
};

/** The row of fig3a.csv for the same settings, by a cell of `ebm run`. */
const rowOf = async (solver: "euler" | "equilibrium", state: LimitState) => {
  const template = templates[solver];
  const settings: Settings = {
    ...template,
    lambda: state.lambda,
    seed: state.seed,
    loss: state.loss,
    dataset: { ...(template.dataset as Settings), image: Number(state.image) },
    network: {
      ...(template.network as Settings),
      sizes: [...sizesOfLimit(state)],
      activation: state.activation,
    },
    inference: {
      ...(template.inference as Settings),
      ...(solver === "euler" && { stepSize: state.stepSize, steps: state.steps }),
    },
  };
  const { tables } = await perform(nudge, settings, openLaboratory());
  return tables.nudges![0]!;
};

const small: LimitState = {
  ...paperLimit,
  depth: 3,
  width: 32,
  activation: "tanh",
  seed: 5,
  image: 3,
  lambda: 0.02,
};

describe("the worker of the page", () => {
  it.each([paperLimit, small])("answers with the numbers of the CSV, to the last bit", async (state) => {
    const { send, answers } = start();
    send({ kind: "limit", id: 1, state });
    const answer = answers.find((one): one is LimitAnswer => one.kind === "limit")!;
    for (const solver of ["euler", "equilibrium"] as const) {
      const row = await rowOf(solver, state);
      expect(answer[solver]).toMatchObject({
        distance: row.gradient_distance,
        relativeError: row.relative_distance,
        cosine: row.cosine,
        outcome: row.outcome,
        residual: row.residual,
        iterations: row.iterations,
      });
    }
    const { internal, total, errors } = answer.course!;
    expect(internal[0]).toBe(0);
    expect(total.at(-1)!).toBeLessThan(total[0]!);
    expect(errors[0]!.subarray(0, 10).every((error) => error === 0)).toBe(true);
  });

  it("says that inference diverges, and still draws what it did", () => {
    const { send, answers } = start();
    send({ kind: "limit", id: 1, state: { ...small, lambda: 1, stepSize: 1.5, steps: 200 } });
    const answer = answers.find((one): one is LimitAnswer => one.kind === "limit")!;
    expect(answer.euler).toBeNull();
    expect(answer.trouble).toMatch(/stable for step sizes below 2\/λ_max/);
    expect(answer.equilibrium).not.toBeNull();
  });

  it("gives up the curve of a slider that has moved on", () => {
    const { send, answers, run, waiting } = start();
    send({ kind: "limit", id: 1, state: small });
    run(3);
    send({ kind: "limit", id: 2, state: { ...small, steps: 20 } });
    run();
    expect(waiting()).toBe(0);
    const points = answers.filter((one) => one.kind === "point");
    expect(points.filter(({ id }) => id === 1).length).toBeLessThanOrEqual(2);
    expect(points.filter(({ id }) => id === 2)).toHaveLength(13);
    const curvature = answers.find((one) => one.kind === "curvature" && one.id === 2);
    expect(curvature).toMatchObject({ id: 2 });
  });

  it("computes the curve once while λ alone moves", () => {
    const { send, answers, run } = start();
    const points = (id: number) => answers.filter((one) => one.kind === "point" && one.id === id).length;
    send({ kind: "limit", id: 1, state: small });
    run(6);
    send({ kind: "limit", id: 2, state: { ...small, lambda: 0.5, at: 3 } });
    run();
    expect(points(1)).toBeGreaterThan(0);
    expect(points(1) + points(2)).toBe(13);
    send({ kind: "limit", id: 3, state: { ...small, lambda: 0.5, seed: 1 } });
    run();
    expect(points(3)).toBe(13);
  });

  it("builds the curve of an estimator point by point: the rows and orders of estimator-order.csv", async () => {
    const order: Settings = { ...templates.order, dial: [1e-6, 1e-3, 1e-2, 0.1] };
    const { send, answers, run } = start(digits, { ...templates, order });
    const state = { estimator: "chl", seed: 2, image: 1 };
    send({ kind: "formula", id: 1, state });
    run();
    for (const precision of ["float64", "float32"]) {
      const settings: Settings = {
        ...order,
        estimator: state.estimator,
        seed: state.seed,
        precision,
        dataset: { ...(order.dataset as Settings), image: state.image },
      };
      const { tables } = await perform(estimatorOrder, settings, openLaboratory());
      const of = (kind: "row" | "order") =>
        answers.flatMap((one) => (one.kind === kind && one.row.precision === precision ? [one.row] : []));
      expect(of("row").toReversed()).toEqual(tables.errors);
      expect(of("order")).toEqual(tables.orders);
    }
  });

  it("computes a digit that was drawn: that of its link", () => {
    const { send, answers } = start();
    const pixels = digits.pixels.slice(3 * 784, 4 * 784).map((pixel) => brushLevels[Math.floor(pixel / 64)]!);
    const label = digits.labels[3]!;
    const drawing = encodeDrawing({ pixels, label });
    const own = start({ labels: [label], pixels });
    send({ kind: "limit", id: 1, state: { ...small, image: "drawn", drawing } });
    own.send({ kind: "limit", id: 1, state: { ...small, image: 0 } });
    const [drawn] = answers.filter((one): one is LimitAnswer => one.kind === "limit");
    const [embedded] = own.answers.filter((one): one is LimitAnswer => one.kind === "limit");
    expect(drawn!.euler).toEqual(embedded!.euler);
  });
});
