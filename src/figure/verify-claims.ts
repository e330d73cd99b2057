import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { columnsOf, printData, printJson, printNote } from "../cli/output.ts";
import { hashOf } from "../config/canonical.ts";
import { verifyDataset } from "../data/dataset.ts";
import { type ExitCode, exitCode } from "../errors.ts";
import { assertSameConfig, assertWritable, writeResultFolder } from "../report/result-folder.ts";
import { systemClock } from "../run/clock.ts";
import { duration, terminalOf } from "../run/progress.ts";
import type { Claim } from "../verify/claim.ts";
import { type Judgement, judge } from "../verify/judge.ts";
import { claims as allClaims } from "../verify/registry.ts";
import { recordOf } from "../verify/tables.ts";
import { declarationText, tallyText } from "../verify/wording.ts";
import { wallClock } from "./provenance.ts";
import { resultFiles } from "./verify-result.ts";
import { claimText, headingText, listText } from "./verify-text.ts";

export interface VerifyFlags {
  readonly full?: true;
  readonly list?: true;
  readonly out?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** `ebm verify`: measures, prints a verdict on each claim as soon as it is known, and writes the result. */
export async function verifyClaims(
  flags: VerifyFlags,
  claims: readonly Claim[] = allClaims,
): Promise<ExitCode> {
  if (flags.list === true) return list(claims, flags.json === true);
  const settings = { claims: flags.full === true ? "all" : "small" } as const;
  const name = flags.full === true ? "verify-full" : "verify";
  const folder = join(flags.out ?? "results", name);
  const configHash = hashOf(settings);
  assertWritable(folder);
  assertSameConfig(folder, configHash);
  const dataset = flags.full === true ? verifyDataset(null) : {};
  const start = systemClock.now();
  const started = wallClock();
  const chosen = claims.filter(({ scale }) => scale === "small" || flags.full === true);
  const judgements = await judgeAll(chosen, flags.quiet === true);
  const files = await resultFiles(name, judgements, { settings, configHash, dataset, started });
  writeResultFolder(folder, files);
  const code = judgements.every(({ asDeclared }) => asDeclared) ? exitCode.done : exitCode.checkFailed;
  const message = `${tallyText(judgements)}; ${declarationText(judgements)}`;
  if (flags.quiet !== true || code !== exitCode.done)
    printNote(`\n${message} (${duration(systemClock.now() - start)})`);
  if (flags.json === true) {
    printJson({
      folder,
      files: Object.keys(files),
      claims: judgements.map(recordOf),
      ...(code !== exitCode.done && { error: { code, message } }),
    });
  } else printData(folder);
  return code;
}

async function judgeAll(chosen: readonly Claim[], quiet: boolean): Promise<Judgement[]> {
  const terminal = terminalOf(process.stderr, process.env);
  const width = columnsOf(process.stderr);
  const judgements: Judgement[] = [];
  if (!quiet) printNote(headingText());
  for (const claim of chosen) {
    const live = terminal.live && !quiet;
    if (live) terminal.write(`… ${claim.id}`);
    // Lets what was written appear, and Ctrl-C through.
    await setImmediate();
    const judgement = judge(claim);
    judgements.push(judgement);
    if (live) terminal.write("\r\u001b[2K");
    if (!quiet || !judgement.asDeclared) printNote(claimText(judgement, width));
  }
  return judgements;
}

function list(claims: readonly Claim[], json: boolean): ExitCode {
  if (json) printJson({ claims: claims.map(({ measure: _, ...claim }) => claim) });
  else printData(listText(claims, columnsOf(process.stdout)));
  return exitCode.done;
}
