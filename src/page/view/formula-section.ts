import { element } from "../../report/page/browser/elements.ts";
import type { Row } from "../../rows/row.ts";
import type { Answer } from "../protocol.ts";
import { formulaCommand } from "../state/command.ts";
import type { FormulaState, OfferedEstimator } from "../state/formula.ts";
import { limitRanges } from "../state/limit.ts";
import { choice, slider } from "./controls.ts";
import type { Digits, Section } from "./limit-section.ts";
import { createPlot } from "./plot.ts";
import type { Remote } from "./remote.ts";

const symbols: Readonly<Record<string, string>> = { lambda: "λ", gamma: "γ", kappa: "κ" };

/** Makes the section on the one formula live. */
export const startFormula = (
  root: HTMLElement,
  remote: Remote,
  digits: Digits,
  estimators: readonly OfferedEstimator[],
  moved: (state: FormulaState) => void,
): Section<FormulaState> => {
  const place = (name: string): HTMLElement => root.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  let state: FormulaState | null = null;
  let rows: Row[] = [];
  let orders: Row[] = [];
  const change = (part: Partial<FormulaState>): void => {
    if (state === null) return;
    state = { ...state, ...part };
    moved(state);
    show(state);
  };
  const energies = [...new Set(estimators.map(({ energy }) => energy))];
  const of = (name: string) => estimators.find((one) => one.name === name) ?? estimators[0]!;
  const energy = choice(
    "energy",
    energies.map((name) => [name, name] as const),
    (name) => change({ estimator: estimators.find((one) => one.energy === name)!.name }),
  );
  const estimatorPlace = element("div");
  const seed = slider({ label: "initialisation (seed)", ...limitRanges.seed }, (value) =>
    change({ seed: value }),
  );
  const image = choice(
    "image",
    digits.labels.map((label, at) => [String(at), `training image ${at}, a ${label}`] as const),
    (value) => change({ image: Number(value) }),
  );
  place("controls").replaceChildren(energy.element, estimatorPlace, seed.element, image.element);
  const plot = createPlot(place("orders"));
  let asked = 0;

  const draw = (): void => {
    if (state === null) return;
    const { label, dial, theory } = of(state.estimator);
    const symbol = symbols[dial] ?? dial;
    const points = (precision: string) =>
      rows
        .filter((row) => row.precision === precision)
        .map(
          ({ value, relative_error: error }) =>
            [Number(value), typeof error === "number" ? Math.max(error, 1e-17) : null] as const,
        )
        .sort(([a], [b]) => a - b);
    const fitted = orders.map(
      ({ precision, order, smallest_error: least }) =>
        `${precision}: ${typeof order === "number" ? `measured order ${order.toFixed(2)}` : "no order can be fitted"}${typeof least === "number" ? `, smallest error ${least.toExponential(1)}` : ""}`,
    );
    place("found").textContent =
      `${label} (theory: ${theory}). ${fitted.length === 0 ? "Computing …" : `${fitted.join("; ")}.`}`;
    plot.draw({
      description: `Relative error of ${label} against ${symbol}, on logarithmic axes. Theory: ${theory}. ${fitted.join("; ")}`,
      x: { label: `dial ${symbol}`, scale: "log", domain: [1e-8, 1] },
      y: { label: "relative error", scale: "log", domain: [1e-17, 10] },
      series: [
        { name: "float64", look: "equilibrium", points: points("float64") },
        { name: "float32", look: "euler", points: points("float32") },
      ],
    });
  };
  const show = (next: FormulaState): void => {
    state = next;
    const own = of(next.estimator);
    energy.set(own.energy);
    const select = choice(
      "estimator",
      estimators
        .filter((one) => one.energy === own.energy)
        .map(({ name, label, theory }) => [name, `${label} (${theory})`] as const),
      (estimator) => change({ estimator }),
    );
    select.set(own.name);
    // The list changes with the energy; focus stays where it is.
    const had = estimatorPlace.contains(document.activeElement);
    estimatorPlace.replaceChildren(select.element);
    if (had) estimatorPlace.querySelector("select")!.focus();
    seed.set(next.seed);
    image.set(String(next.image));
    place("command").textContent = formulaCommand(next);
    rows = [];
    orders = [];
    root.dataset.state = "computing";
    asked += 1;
    const mine = asked;
    draw();
    remote.formula(next, (answer: Answer) => {
      if (mine !== asked) return;
      if (answer.kind === "row") rows.push(answer.row);
      if (answer.kind === "order") orders.push(answer.row);
      if (answer.kind === "failed") place("found").textContent = answer.message;
      else draw();
      if (orders.length === 2) root.dataset.state = "done";
    });
  };
  return { show, redraw: draw };
};
