import type { Judgement } from "../judge.ts";

/** The verdict with its condition, as a sentence's end. */
export const verdictText = ({ claim, verdict }: Pick<Judgement, "claim" | "verdict">): string => {
  if (verdict === "undecided") return "undecided: a check of the measurement failed";
  return verdict === "holds under a stronger condition" ? `${verdict}: ${claim.condition}` : verdict;
};

/** `23 claims: 17 hold, 5 hold under a stronger condition, 1 does not hold`. */
export const tallyText = (judgements: readonly Judgement[]): string => {
  const count = (verdict: Judgement["verdict"]) =>
    judgements.filter((judgement) => judgement.verdict === verdict).length;
  const [held, stronger, not, undecided] = [
    count("holds"),
    count("holds under a stronger condition"),
    count("does not hold"),
    count("undecided"),
  ];
  const parts = [
    held > 0 && `${held} ${held === 1 ? "holds" : "hold"}`,
    stronger > 0 && `${stronger} ${stronger === 1 ? "holds" : "hold"} under a stronger condition`,
    not > 0 && `${not} ${not === 1 ? "does" : "do"} not hold`,
    undecided > 0 && `${undecided} undecided`,
  ].filter((part) => part !== false);
  return `${judgements.length} claim${judgements.length === 1 ? "" : "s"}: ${parts.join(", ")}`;
};

/** `every verdict is the one that was declared`, or which are not. */
export const declarationText = (judgements: readonly Judgement[]): string => {
  const surprises = judgements.filter(({ asDeclared }) => !asDeclared).map(({ claim }) => claim.id);
  if (surprises.length === 0) return "every verdict is the one that was declared";
  return `not as declared: ${surprises.join(", ")}`;
};
