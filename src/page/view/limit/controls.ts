import { activations, type LimitState, limitRanges, losses } from "../../state/limit.ts";
import { choice, slider } from "../controls.ts";
import type { Digits } from "../section.ts";

/** The sliders and choices of the section; `change` hears of each that a reader moves. */
export const createLimitControls = (
  place: HTMLElement,
  { labels }: Digits,
  change: (part: Partial<LimitState>) => void,
): { readonly set: (state: LimitState) => void } => {
  const power = (base: number) => (position: number) => Number((base ** position).toPrecision(3));
  const controls = {
    lambda: slider(
      { label: "nudging strength λ", ...limitRanges.lambda, position: Math.log10, value: power(10) },
      (lambda) => change({ lambda }),
    ),
    stepSize: slider(
      { label: "step size η", ...limitRanges.stepSize, value: (v) => Number(v.toFixed(2)) },
      (stepSize) => change({ stepSize }),
    ),
    steps: slider({ label: "steps", ...limitRanges.steps }, (steps) => change({ steps })),
    depth: slider({ label: "hidden layers", ...limitRanges.depth }, (depth) => change({ depth })),
    width: slider(
      { label: "width of the lowest", ...limitRanges.width, position: Math.log2, value: power(2) },
      (width) => change({ width }),
    ),
    seed: slider({ label: "initialisation (seed)", ...limitRanges.seed }, (seed) => change({ seed })),
    activation: choice(
      "activation",
      activations.map((name) => [name, name] as const),
      (activation) => change({ activation }),
    ),
    loss: choice(
      "loss",
      losses.map((name) => [name, name.replace("-", " ")] as const),
      (loss) => change({ loss }),
    ),
    image: choice(
      "image",
      [
        ...labels.map((label, at) => [String(at), `training image ${at}, a ${label}`] as const),
        ["drawn", "one that I draw"] as const,
      ],
      (value) => change({ image: value === "drawn" ? "drawn" : Number(value) }),
    ),
  };
  place.replaceChildren(...Object.values(controls).map((control) => control.element));
  return {
    set: (state) => {
      controls.lambda.set(state.lambda);
      controls.stepSize.set(state.stepSize);
      controls.steps.set(state.steps);
      controls.depth.set(state.depth);
      controls.width.set(state.width);
      controls.seed.set(state.seed);
      controls.activation.set(state.activation);
      controls.loss.set(state.loss);
      controls.image.set(String(state.image));
    },
  };
};
