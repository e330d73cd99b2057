import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { hashOf } from "../../config/canonical.ts";
import { nearestName } from "../../config/nearest.ts";
import { verifyDataset } from "../../data/dataset.ts";
import { exitCode, UserError } from "../../errors.ts";
import { assertSameConfig, assertWritable, writeResultFolder } from "../../report/result/result-folder.ts";
import { systemClock } from "../../run/clock.ts";
import type { Claim } from "../../verify/claim.ts";
import { type Judgement, judge } from "../../verify/judge.ts";
import { claims as allClaims } from "../../verify/registry.ts";
import { declarationText, tallyText } from "../../verify/report/wording.ts";
import { wallClock } from "../result/provenance.ts";
import { resultFiles } from "./verify-result.ts";

export interface VerifyOptions {
  /** Also the claims on the paper's network and MNIST. */
  readonly full: boolean;
  /** Only the claims of this paper; all for null. */
  readonly paper: string | null;
  /** Results root; the result is `verify` or `verify-full` in it, with a paper's name behind if it is one paper's. */
  readonly out: string;
}

/** Who hears of the claims while they are measured. */
export interface VerifyReporter {
  readonly measuring?: (claim: Claim) => void;
  readonly judged?: (judgement: Judgement) => void;
}

export interface Verification {
  readonly folder: string;
  readonly files: readonly string[];
  readonly judgements: readonly Judgement[];
  readonly asDeclared: boolean;
  /** `30 claims: 20 hold, …; all as declared`. */
  readonly message: string;
  readonly seconds: number;
}

/** Throws `UserError` (usage) for a paper that has no claims, or none without `--full`. */
const chosenClaims = (claims: readonly Claim[], full: boolean, paper: string | null): readonly Claim[] => {
  const names = [...new Set(claims.map((claim) => claim.paper))];
  if (paper !== null && !names.some((name) => name === paper)) {
    const near = nearestName(paper, names);
    throw new UserError(
      exitCode.usage,
      `--paper: expected one of ${names.join(", ")}, found ${paper}; ${near === null ? "`ebm verify --list` shows the claims by paper" : `did you mean ${near}?`}`,
    );
  }
  return claims.filter(
    (claim) => (claim.scale === "small" || full) && (paper === null || claim.paper === paper),
  );
};

/** Measures the claims, one after the other, judges each by its declared window, and writes the result. */
export const verifyClaims = async (
  { full, paper, out }: VerifyOptions,
  { measuring, judged }: VerifyReporter = {},
  claims: readonly Claim[] = allClaims,
): Promise<Verification> => {
  const chosen = chosenClaims(claims, full, paper);
  const settings = { claims: full ? "all" : "small", ...(paper !== null && { paper }) } as const;
  const name = [full ? "verify-full" : "verify", ...(paper === null ? [] : [paper])].join("-");
  const folder = join(out, name);
  const configHash = hashOf(settings);
  assertWritable(folder);
  assertSameConfig(folder, configHash);
  const dataset = full ? verifyDataset(null) : {};
  const start = systemClock.now();
  const started = wallClock();
  const judgements: Judgement[] = [];
  for (const claim of chosen) {
    measuring?.(claim);
    // Lets what was told appear, and Ctrl-C through.
    await setImmediate();
    const judgement = judge(claim);
    judgements.push(judgement);
    judged?.(judgement);
  }
  const files = await resultFiles(name, judgements, { settings, configHash, dataset, started });
  writeResultFolder(folder, files);
  return {
    folder,
    files: Object.keys(files),
    judgements,
    asDeclared: judgements.every(({ asDeclared }) => asDeclared),
    message: `${tallyText(judgements)}; ${declarationText(judgements)}`,
    seconds: systemClock.now() - start,
  };
};
