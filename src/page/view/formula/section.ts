import { element } from "../../../report/page/browser/elements.ts";
import type { Row } from "../../../rows/row.ts";
import type { Answer } from "../../protocol.ts";
import { formulaCommand } from "../../state/command.ts";
import type { FormulaState, OfferedEstimator } from "../../state/formula.ts";
import { limitRanges } from "../../state/limit.ts";
import { choice, slider } from "../controls.ts";
import { createPlot } from "../plot.ts";
import type { Remote } from "../remote.ts";
import { type Digits, placesOf, type Section, say } from "../section.ts";
import { fittedTexts, ordersPlot } from "./plot.ts";

/** Makes the section on the one formula live. */
export const startFormula = (
  root: HTMLElement,
  remote: Remote,
  digits: Digits,
  estimators: readonly OfferedEstimator[],
  moved: (state: FormulaState) => void,
): Section<FormulaState> => {
  const place = placesOf(root);
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
    const own = of(state.estimator);
    const fitted = fittedTexts(orders);
    say(
      place("found"),
      `${own.label} (theory: ${own.theory}). ${fitted.length === 0 ? "Computing …" : `${fitted.join("; ")}.`}`,
    );
    plot.draw(ordersPlot(own, rows, orders));
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
  return { show };
};
