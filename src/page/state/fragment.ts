import { type FormulaState, firstFormula } from "./formula.ts";
import { activations, type LimitState, limitRanges, losses, paperLimit } from "./limit.ts";

/** All that the page can be asked to show; the fragment of its address says it. */
export type PageState =
  | { readonly section: "limit"; readonly state: LimitState }
  | { readonly section: "formula"; readonly state: FormulaState };

type Plain = Readonly<Record<string, string | number>>;

/** `limit?lambda=0.01&steps=50`: what differs from the start. */
export const toFragment = ({ section, state }: PageState): string => {
  const start: Plain = { ...(section === "limit" ? paperLimit : firstFormula) };
  const changed = Object.entries(state as unknown as Plain).filter(([key, value]) => start[key] !== value);
  const query = new URLSearchParams(
    Object.fromEntries(changed.map(([key, value]) => [key, String(value)])),
  ).toString();
  return query === "" ? section : `${section}?${query}`;
};

/** Reads a fragment, with or without its `#`. What makes no sense in it is left as at the start; null for another section. */
export const fromFragment = (
  fragment: string,
  limits: { readonly estimators: readonly string[]; readonly images: number },
): PageState | null => {
  const [section = "", query = ""] = fragment.replace(/^#/, "").split("?");
  const given = new URLSearchParams(query);
  const number = (key: string, fallback: number, from: number, to: number, whole = true): number => {
    const text = given.get(key);
    const value = text === null || text === "" ? Number.NaN : Number(text);
    return value >= from && value <= to && (!whole || Number.isInteger(value)) ? value : fallback;
  };
  const name = (key: string, fallback: string, names: readonly string[]): string => {
    const value = given.get(key);
    return value !== null && names.includes(value) ? value : fallback;
  };
  const image = (fallback: number) => number("image", fallback, 0, limits.images - 1);
  if (section === "formula") {
    const { estimator, seed } = firstFormula;
    return {
      section,
      state: {
        estimator: name("estimator", estimator, limits.estimators),
        seed: number("seed", seed, 0, limitRanges.seed.to),
        image: image(firstFormula.image),
      },
    };
  }
  if (section !== "limit") return null;
  const start = paperLimit;
  const width = number("width", start.width, 2 ** limitRanges.width.from, 2 ** limitRanges.width.to);
  return {
    section,
    state: {
      lambda: number("lambda", start.lambda, 1e-4, 1, false),
      stepSize: number("stepSize", start.stepSize, limitRanges.stepSize.from, limitRanges.stepSize.to, false),
      steps: number("steps", start.steps, limitRanges.steps.from, limitRanges.steps.to),
      activation: name("activation", start.activation, activations),
      depth: number("depth", start.depth, limitRanges.depth.from, limitRanges.depth.to),
      width: Number.isInteger(Math.log2(width)) ? width : start.width,
      loss: name("loss", start.loss, losses),
      image: given.get("image") === "drawn" ? "drawn" : image(0),
      seed: number("seed", start.seed, limitRanges.seed.from, limitRanges.seed.to),
    },
  };
};

/** Where `ebm page --open <figure>` starts. */
export const figureFragments: Readonly<Record<string, string>> = {
  fig2a: "limit?lambda=1",
  fig2b: "limit?lambda=1&steps=100",
  fig2c: "limit?lambda=0.3",
  fig3a: "limit",
  "estimator-order": "formula",
};
