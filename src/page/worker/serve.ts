import type { Laboratory } from "../../bench/laboratory.ts";
import { type AnyWork, perform } from "../../bench/work.ts";
import { energyEvolution } from "../../experiments/energy-evolution/measure.ts";
import { estimatorOrder } from "../../experiments/estimator-order/measure.ts";
import { nudge } from "../../experiments/nudge/measure.ts";
import type { Precision } from "../../linalg/linalg.ts";
import type { Answer, Request, Templates } from "../protocol.ts";
import { curveKey, type LimitState } from "../state/limit.ts";
import { type FormulaStep, formulaSteps } from "./formula.ts";
import { openPageLaboratory } from "./laboratory.ts";
import { answerLimit, curvatureOf, pointOf } from "./limit.ts";
import { createProblems } from "./problem.ts";

/** The works that a page computes cells of. */
const works: readonly AnyWork[] = [energyEvolution, estimatorOrder, nudge];

/** λ of the points of Fig. 3A, two a decade, which appear one by one. */
const curve = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4];

/** Milliseconds without a new wish after which what takes longer begins, so that a slider that moves never waits for it. */
const pause = 100;

interface Opened {
  readonly laboratory: Laboratory;
  readonly problems: ReturnType<typeof createProblems>;
  readonly templates: Templates;
}

/**
 * Answers a page's requests. What takes long is done in small tasks, `later`, and given up when another request of its section
 * has come.
 */
export const serve = (
  kernels: Readonly<Record<Precision, Uint8Array>>,
  answer: (message: Answer) => void,
  later: (task: () => void, milliseconds: number) => void,
): ((request: Request) => void) => {
  let opened: Opened | null = null;
  /** The points of the curve that the page has; λ may move without their being computed again. */
  let curveNow = { key: "", has: new Set<number>() };
  const newest = { limit: 0, formula: 0 };

  /** Takes the steps one by one, as long as the request is the newest of its section. */
  const goOn = (
    section: keyof typeof newest,
    id: number,
    steps: Iterator<() => Answer | null>,
    milliseconds = 0,
  ): void => {
    later(() => {
      if (newest[section] !== id) return;
      const { done, value } = steps.next();
      if (done) return;
      guarded(id, () => {
        const message = value();
        if (message !== null) answer(message);
      });
      goOn(section, id, steps);
    }, milliseconds);
  };
  const guarded = (id: number, act: () => void): void => {
    try {
      act();
    } catch (error) {
      answer({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
    }
  };

  return (request) => {
    if (request.kind === "setup") {
      const laboratory = openPageLaboratory(kernels, request.digits);
      opened = { laboratory, problems: createProblems(laboratory), templates: request.templates };
      answer({ kind: "ready" });
      return;
    }
    if (opened === null) throw new Error("the page asked before it had set up");
    const { laboratory, problems, templates } = opened;
    if (request.kind === "limit") {
      const { id, state } = request;
      newest.limit = id;
      guarded(id, () => answer(answerLimit(problems, templates, id, state)));
      if (curveNow.key !== curveKey(state)) curveNow = { key: curveKey(state), has: new Set() };
      goOn("limit", id, rest(opened, id, state, curveNow), pause);
    }
    if (request.kind === "formula") {
      const { id, state } = request;
      newest.formula = id;
      const steps = formulaSteps(laboratory, templates.order, state);
      goOn("formula", id, thunks(steps, id));
    }
    if (request.kind === "cell") {
      const { id, settings } = request;
      const work = works.find(({ name }) => name === request.work);
      if (work === undefined) throw new Error(`a page computes no ${request.work}`);
      perform(work, settings, laboratory)
        .then((result) => answer({ kind: "cell", id, result }))
        .catch((error: Error) => answer({ kind: "failed", id, message: error.message }));
    }
  };
};

/** What follows an answer about the limit: the curvature, then the points of the curve that the page does not have. */
function* rest(
  { problems, templates }: Opened,
  id: number,
  state: LimitState,
  { key, has }: { readonly key: string; readonly has: Set<number> },
): Generator<() => Answer> {
  yield () => {
    const largest = curvatureOf(problems, state);
    return { kind: "curvature", id, largest, safeStep: 2 / largest };
  };
  for (const lambda of curve)
    if (!has.has(lambda))
      yield () => {
        has.add(lambda);
        return { kind: "point", id, key, ...pointOf(problems, templates, state, lambda) };
      };
}

/** Each step as something to do; the last one finds that nothing is left. */
function* thunks(steps: Iterator<FormulaStep>, id: number): Generator<() => Answer | null> {
  let finished = false;
  while (!finished)
    yield () => {
      const { done, value } = steps.next();
      finished = done === true;
      return finished ? null : { ...value, id };
    };
}
