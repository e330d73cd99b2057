import { finiteOrMissing, type Row } from "../../rows/row.ts";
import type { Column } from "../../rows/table.ts";
import type { Judgement } from "../judge.ts";
import { limitsOf } from "../window.ts";

const column = (name: string, meaning: string, unit = "dimensionless"): Column => ({ name, unit, meaning });

export const partColumns: readonly Column[] = [
  column("claim", "the claim's name"),
  column("where", "where the paper has it: section, equation, figure"),
  column("part", "what is measured"),
  column(
    "role",
    "stated: as its source has it; stronger: under the stronger condition; check: of the measurement",
  ),
  column("measured", "the number, dimensionless unless its name says otherwise; empty if it is none"),
  column("low", "lower end of the window that was declared before; empty without one"),
  column("high", "upper end of the window that was declared before; empty without one"),
  column("inside", "yes or no: whether the number lies in the window"),
  column("verdict", "the claim's verdict"),
  column("declared", "the verdict that was declared before"),
  column("order", "what the figure of orders calls an exponent; empty for other numbers"),
];

/** One row a part. */
export const partRows = (judgements: readonly Judgement[]): Row[] =>
  judgements.flatMap(({ claim, parts, verdict }) =>
    parts.map(({ name, role, window, measured, inside, order }) => ({
      claim: claim.id,
      where: claim.where,
      part: name,
      role,
      measured: finiteOrMissing(measured),
      ...limitsOf(window),
      inside: inside ? "yes" : "no",
      verdict,
      declared: claim.expected,
      order: order ?? null,
    })),
  );

export const pointColumns: readonly Column[] = [
  column("claim", "the claim's name"),
  column("series", "estimator or quantity"),
  column("dial", "what is varied"),
  column("at", "its value"),
  column("seed", "seed of the random network"),
  column("error", "relative error of the gradient; the distance itself where the dial is a distance"),
];

/** One row a point of the curves behind the measured orders. */
export const pointRows = (judgements: readonly Judgement[]): Row[] =>
  judgements.flatMap(({ claim, points }) =>
    points.map(({ series, dial, at, seed, error }) => ({
      claim: claim.id,
      series,
      dial,
      at,
      seed,
      error: finiteOrMissing(error),
    })),
  );

/** A judgement as plain JSON. */
export const recordOf = ({ claim, parts, verdict, asDeclared }: Judgement) => {
  const { measure: _, parts: __, ...text } = claim;
  return {
    ...text,
    parts: parts.map(({ measured, ...part }) => ({ ...part, measured: finiteOrMissing(measured) })),
    verdict,
    asDeclared,
  };
};
