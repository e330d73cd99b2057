import { decodeDrawing } from "./drawing.ts";
import { type FormulaState, firstFormula } from "./formula.ts";
import { activations, type LimitState, limitRanges, losses, paperLimit } from "./limit.ts";

export type SectionName = "limit" | "formula";

/** All that the page can be asked to show, and the section that it is opened at; the fragment of its address says it. */
export interface PageState {
  readonly section: SectionName;
  readonly limit: LimitState;
  readonly formula: FormulaState;
}

type Plain = Readonly<Record<string, string | number>>;

const starts: { readonly [Name in SectionName]: Plain } = {
  limit: { ...paperLimit },
  formula: { ...firstFormula },
};

/** `lambda=0.01&steps=50`: what differs from the start. */
const queryOf = (section: SectionName, state: Plain): string => {
  const changed = Object.entries(state).filter(([key, value]) => starts[section][key] !== value);
  return new URLSearchParams(
    Object.fromEntries(changed.map(([key, value]) => [key, String(value)])),
  ).toString();
};

/** `limit?lambda=0.01&steps=50;formula?seed=2`: the section that is opened, then the other one where it was moved. */
export const toFragment = ({ section, limit, formula }: PageState): string => {
  const queries = {
    limit: queryOf("limit", { ...limit }),
    formula: queryOf("formula", { ...formula }),
  };
  const other = section === "limit" ? "formula" : "limit";
  const part = (name: SectionName) => (queries[name] === "" ? name : `${name}?${queries[name]}`);
  return queries[other] === "" ? part(section) : `${part(section)};${part(other)}`;
};

export interface FragmentLimits {
  readonly estimators: readonly string[];
  readonly images: number;
}

/** Reads a fragment, with or without its `#`. What makes no sense in it is left as at the start; null for another section. */
export const fromFragment = (fragment: string, limits: FragmentLimits): PageState | null => {
  const parts = fragment
    .replace(/^#/, "")
    .split(";")
    .map((part) => part.split("?"));
  const section = parts[0]![0];
  if (section !== "limit" && section !== "formula") return null;
  const given = (name: SectionName) => reader(parts.find(([own]) => own === name)?.[1] ?? "");
  return { section, limit: limitOf(given("limit"), limits), formula: formulaOf(given("formula"), limits) };
};

const limitOf = ({ number, name, text }: Reader, { images }: FragmentLimits): LimitState => {
  const start = paperLimit;
  const whole = (key: "steps" | "depth" | "seed"): number =>
    number(key, start[key], limitRanges[key].from, limitRanges[key].to);
  const width = number("width", start.width, 2 ** limitRanges.width.from, 2 ** limitRanges.width.to);
  const drawing = text("drawing") ?? "";
  return {
    lambda: number("lambda", start.lambda, 1e-4, 1, false),
    stepSize: number("stepSize", start.stepSize, limitRanges.stepSize.from, limitRanges.stepSize.to, false),
    steps: whole("steps"),
    activation: name("activation", start.activation, activations),
    depth: whole("depth"),
    width: Number.isInteger(Math.log2(width)) ? width : start.width,
    loss: name("loss", start.loss, losses),
    image: text("image") === "drawn" ? "drawn" : number("image", 0, 0, images - 1),
    drawing: decodeDrawing(drawing) === null ? start.drawing : drawing,
    seed: whole("seed"),
    at: text("at") === null ? start.at : atOf(number("at", -1, 0, whole("steps"))),
  };
};

const atOf = (step: number): LimitState["at"] => (step < 0 ? "end" : step);

const formulaOf = ({ number, name }: Reader, { estimators, images }: FragmentLimits): FormulaState => ({
  estimator: name("estimator", firstFormula.estimator, estimators),
  seed: number("seed", firstFormula.seed, limitRanges.seed.from, limitRanges.seed.to),
  image: number("image", firstFormula.image, 0, images - 1),
});

interface Reader {
  readonly text: (key: string) => string | null;
  readonly number: (key: string, fallback: number, from: number, to: number, whole?: boolean) => number;
  readonly name: (key: string, fallback: string, names: readonly string[]) => string;
}

const reader = (query: string): Reader => {
  const given = new URLSearchParams(query);
  return {
    text: (key) => given.get(key),
    number: (key, fallback, from, to, whole = true) => {
      const text = given.get(key);
      const value = text === null || text === "" ? Number.NaN : Number(text);
      return value >= from && value <= to && (!whole || Number.isInteger(value)) ? value : fallback;
    },
    name: (key, fallback, names) => {
      const value = given.get(key);
      return value !== null && names.includes(value) ? value : fallback;
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
