import type { Claim, Engines, Measurement, MeasuringClaim, Part, Point, Verdict } from "./claim.ts";
import { isInside } from "./window.ts";

/** A part with what was measured. */
export interface JudgedPart extends Part {
  readonly measured: number;
  readonly inside: boolean;
}

export interface Judgement {
  readonly claim: Claim;
  readonly parts: readonly JudgedPart[];
  /** `undecided`: a check failed, so that the measurement says nothing about the claim. */
  readonly verdict: Verdict | "undecided";
  readonly asDeclared: boolean;
  readonly points: readonly Point[];
}

/** Measures a claim here and now, and compares with its windows. */
export const judge = (claim: MeasuringClaim, engines: Engines): Judgement =>
  judgeMeasured(claim, claim.measure(engines));

/** Compares what was measured of a claim with its windows. Throws an Error, a bug of ours, when a part was not measured. */
export const judgeMeasured = (claim: Claim, { values, points = [] }: Measurement): Judgement => {
  const unknown = Object.keys(values).find((name) => !claim.parts.some((part) => part.name === name));
  if (unknown !== undefined) throw new Error(`${claim.id} measures "${unknown}" without a window`);
  const parts = claim.parts.map((part) => {
    const measured = values[part.name];
    if (measured === undefined) throw new Error(`${claim.id} does not measure "${part.name}"`);
    return { ...part, measured, inside: isInside(part.window, measured) };
  });
  const verdict = verdictOf(parts);
  return { claim, parts, verdict, asDeclared: verdict === claim.expected, points };
};

/** The verdict that parts amount to: every part of a role must lie in its window. */
export const verdictOf = (parts: readonly JudgedPart[]): Judgement["verdict"] => {
  const inside = (role: Part["role"]) =>
    parts.filter((part) => part.role === role).every((part) => part.inside);
  const has = (role: Part["role"]) => parts.some((part) => part.role === role);
  if (!has("stated")) throw new Error("a claim needs a part that decides it as it is stated");
  if (!inside("check")) return "undecided";
  // Where the weaker condition suffices, the stronger one must too.
  if (inside("stated")) return inside("stronger") ? "holds" : "undecided";
  return has("stronger") && inside("stronger") ? "holds under a stronger condition" : "does not hold";
};
