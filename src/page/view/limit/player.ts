import { button } from "../../../report/page/browser/elements.ts";
import type { LimitState } from "../../state/limit.ts";
import { slider } from "../controls.ts";

/** Milliseconds between two steps of the inference that is played. */
const pace = 60;

/** The step of inference that is looked at: a slider, and a button that plays all of them. */
export const createPlayer = (
  place: HTMLElement,
  turn: (at: LimitState["at"]) => void,
): { readonly set: (at: LimitState["at"], steps: number) => void } => {
  let timer = 0;
  let last = 0;
  const stop = (): void => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const start = (): void => {
    let step = 0;
    play.textContent = "Stop";
    turn(0);
    timer = window.setInterval(() => {
      step += 1;
      if (step >= last) stop();
      turn(step >= last ? "end" : step);
    }, pace);
  };
  const play = button("Play", () => (timer === 0 ? start() : stop()));
  const step = slider({ label: "inference step", from: 0, to: 50, step: 1 }, (chosen) => {
    stop();
    turn(chosen === last ? "end" : chosen);
  });
  const input = step.element.querySelector("input")!;
  place.replaceChildren(play, step.element);
  return {
    set: (at, steps) => {
      if (last !== steps) input.max = String(steps);
      last = steps;
      step.set(at === "end" ? steps : Math.min(at, steps));
    },
  };
};
