import { describe, expect, it } from "vitest";
import { judge } from "../../src/verify/judge.ts";
import type { PaperName } from "../../src/verify/papers.ts";
import { claims } from "../../src/verify/registry.ts";

const groups = {
  "predictive coding": ["millidge-2022"],
  "depth, width and alignment": ["innocenti-2025", "oliviers-2026"],
} as const satisfies Readonly<Record<string, readonly PaperName[]>>;

/**
 * Measures the claims of some papers on small networks, or of all that no group has: three files of a third of the work each, since
 * a file is run by one worker.
 */
export const testClaims = (group: keyof typeof groups | "all others"): void => {
  const grouped: readonly PaperName[] = Object.values(groups).flat();
  const own: readonly PaperName[] = group === "all others" ? [] : groups[group];
  const chosen = claims.filter(
    ({ paper, scale }) =>
      scale === "small" && (group === "all others" ? !grouped.includes(paper) : own.includes(paper)),
  );
  describe(`the claims on small networks: ${group}`, () => {
    it.each(chosen)("$id: $expected", (claim) => {
      const { verdict, parts } = judge(claim);
      expect({
        verdict,
        failed: parts.filter(({ role, inside }) => role === "check" && !inside),
      }).toEqual({ verdict: claim.expected, failed: [] });
    });
  });
};
