import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { hashOf } from "../../config/canonical.ts";
import { verifyDataset } from "../../data/dataset.ts";
import { assertSameConfig, assertWritable, writeResultFolder } from "../../report/result-folder.ts";
import { systemClock } from "../../run/clock.ts";
import type { Claim } from "../../verify/claim.ts";
import { type Judgement, judge } from "../../verify/judge.ts";
import { claims as allClaims } from "../../verify/registry.ts";
import { declarationText, tallyText } from "../../verify/wording.ts";
import { wallClock } from "../result/provenance.ts";
import { resultFiles } from "./verify-result.ts";

export interface VerifyOptions {
  /** Also the claims on the paper's network and MNIST. */
  readonly full: boolean;
  /** Results root; the result is `verify` or `verify-full` in it. */
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

/** Measures the claims, one after the other, judges each by its declared window, and writes the result. */
export const verifyClaims = async (
  { full, out }: VerifyOptions,
  { measuring, judged }: VerifyReporter = {},
  claims: readonly Claim[] = allClaims,
): Promise<Verification> => {
  const settings = { claims: full ? "all" : "small" } as const;
  const name = full ? "verify-full" : "verify";
  const folder = join(out, name);
  const configHash = hashOf(settings);
  assertWritable(folder);
  assertSameConfig(folder, configHash);
  const dataset = full ? verifyDataset(null) : {};
  const start = systemClock.now();
  const started = wallClock();
  const judgements: Judgement[] = [];
  for (const claim of claims.filter(({ scale }) => scale === "small" || full)) {
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
