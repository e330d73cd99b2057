import { nearestName } from "../../config/nearest.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Claim } from "../../verify/claim.ts";
import { claims as allClaims } from "../../verify/registry.ts";

/** The claims of one paper; all for null. Throws `UserError` (usage) for a paper that has none. */
export const claimsOfPaper = (
  paper: string | null,
  claims: readonly Claim[] = allClaims,
): readonly Claim[] => {
  const names = [...new Set(claims.map((claim) => claim.paper))];
  if (paper !== null && !names.some((name) => name === paper)) {
    const near = nearestName(paper, names);
    throw new UserError(
      exitCode.usage,
      `--paper: expected one of ${names.join(", ")}, found ${paper}; ${near === null ? "`ebm verify --list` shows the claims by paper" : `did you mean ${near}?`}`,
    );
  }
  return claims.filter((claim) => paper === null || claim.paper === paper);
};
