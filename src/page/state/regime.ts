import type { LimitAnswer } from "../protocol.ts";
import type { LimitState } from "./limit.ts";

/** Twice the error of the equilibrium, and more: then most of the error is that of stopping early. */
const truncated = 2;
/** Below this the error of the equilibrium is in proportion to λ on the paper's network. */
const proportional = 0.01;

/** In words, what regime the sliders stand in, and why the number is what it is. */
export const regimeText = (
  { lambda, steps, stepSize }: LimitState,
  { euler, equilibrium }: Pick<LimitAnswer, "euler" | "equilibrium">,
  safeStep: number | null,
): string => {
  const step =
    safeStep !== null && stepSize > safeStep ? ` (it is above 2/λ_max = ${safeStep.toPrecision(3)})` : "";
  if (euler === null)
    return `Euler's method diverges: a step of ${stepSize} is too long${step}. Make it shorter.`;
  const [e, q] = [euler.relativeError, equilibrium?.relativeError ?? null];
  if (e === null) return "There is no gradient to compare with: the loss is at its minimum.";
  if (euler.outcome === "not-arrived")
    return "The signal of the loss climbs down one layer a step, and has not yet been in every layer.";
  const percent = (value: number) => `${Number((100 * value).toPrecision(2))} %`;
  if (q !== null && e > truncated * q)
    return `Truncated: ${steps} steps of ${stepSize} are not enough. Of the error of ${percent(e)} the nudge itself makes ${percent(q)}; the rest is inference that stopped early, and no smaller λ removes it.`;
  if (q !== null && q <= proportional)
    return `Infinitesimal: the inference has settled, and the error of ${percent(e)} is in proportion to λ = ${lambda}. Ten times less λ, ten times less error.`;
  const kink =
    equilibrium?.outcome === "kink" ? " At the equilibrium a ReLU unit rests exactly on its kink." : "";
  return `Finite: with λ = ${lambda} the activities have moved far enough for the estimate to be ${percent(e)} off backprop.${kink}`;
};
