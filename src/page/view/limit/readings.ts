import { element } from "../../../report/page/browser/elements.ts";
import type { LimitAnswer, Reading } from "../../protocol.ts";
import type { LimitState } from "../../state/limit.ts";
import { regimeText } from "../../state/regime.ts";
import { shown } from "../../state/shown.ts";
import { say } from "../section.ts";

/** Answers of which the median is told. */
const remembered = 60;

const columns = 5;

const cellsOf = (reading: Reading | null): readonly string[] => [
  shown(reading?.relativeError ?? null, 6),
  shown(reading?.distance ?? null, 6),
  shown(reading?.cosine ?? null, 8),
  reading === null ? "diverged" : reading.outcome,
  reading === null ? "–" : String(reading.iterations),
];

/** The table of both inferences. */
export const createReadings = (
  place: HTMLElement,
): ((answer: Pick<LimitAnswer, "euler" | "equilibrium">) => void) => {
  const row = (name: string) => {
    const cells = Array.from({ length: columns }, () => element("td"));
    const line = element("tr", {}, element("th", { scope: "row" }, name), ...cells);
    return { line, cells };
  };
  const rows = { euler: row("Euler"), equilibrium: row("equilibrium") };
  place.replaceChildren(rows.euler.line, rows.equilibrium.line);
  return (answer) => {
    for (const name of ["euler", "equilibrium"] as const)
      for (const [at, text] of cellsOf(answer[name]).entries()) say(rows[name].cells[at]!, text);
  };
};

/** The regime in words, and what is known of the curvature. */
export const createVerdict =
  (regime: HTMLElement, curvature: HTMLElement) =>
  (state: LimitState, answer: LimitAnswer, safeStep: number | null): void => {
    say(regime, regimeText(state, answer, safeStep));
    if (safeStep !== null)
      say(
        curvature,
        `λ_max of the Hessian at the free phase is ${shown(2 / safeStep)}: Euler's method is stable for steps below 2/λ_max = ${shown(safeStep)}.`,
      );
  };

/** How long the answers take: computed in the worker, and from the slider's move until all is drawn. */
export const createTimes = (place: HTMLElement): ((answer: LimitAnswer, sinceAsked: number) => void) => {
  const latencies: number[] = [];
  return ({ milliseconds: { euler, equilibrium, all } }, sinceAsked) => {
    latencies.push(sinceAsked);
    if (latencies.length > remembered) latencies.shift();
    const middle = latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length / 2)]!;
    say(
      place,
      `Computed in your browser: Euler ${euler.toFixed(1)} ms, equilibrium ${equilibrium.toFixed(1)} ms; a slider is answered after ${middle.toFixed(0)} ms (median of ${latencies.length}).`,
    );
    Object.assign(place.dataset, {
      latency: String(middle),
      last: String(sinceAsked),
      euler: String(euler),
      equilibrium: String(equilibrium),
      worker: String(all),
    });
  };
};
