import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { hashOf } from "../../config/canonical.ts";
import { verifyDataset } from "../../data/dataset.ts";
import { exitCode, UserError } from "../../errors.ts";
import { ownFile } from "../../package-root.ts";
import { openDrawing } from "../../report/drawing/drawing-thread.ts";
import { drawnInto, nothingDrawn } from "../../report/result/drawn-before.ts";
import { assertSameConfig, assertWritable, inResultFolder } from "../../report/result/result-folder.ts";
import { systemClock } from "../../run/clock.ts";
import type { FailedCell, RunEvent } from "../../run/executor/executor.ts";
import { localExecutor } from "../../run/executor/local.ts";
import { cellKey, identityOf, readIdentity } from "../../run/identity.ts";
import { planCells } from "../../run/plan.ts";
import { readPlanRecord, writePlanRecord } from "../../run/plan-record.ts";
import { asItStands } from "../../run/store/look.ts";
import { openStore } from "../../run/store/store.ts";
import type { Claim } from "../../verify/claim.ts";
import type { Judgement } from "../../verify/judge.ts";
import { claims as allClaims } from "../../verify/registry.ts";
import { declarationText, tallyText } from "../../verify/report/wording.ts";
import { wallClock } from "../result/provenance.ts";
import { inStore } from "../run/in-store.ts";
import type { RegenerateOptions } from "../run/regenerate.ts";
import { estimateTimeLeft } from "../run/time-left.ts";
import { cellsOf, judgeFinished, planClaims } from "./claim-cells.ts";
import { claimsOfPaper } from "./claims-of-paper.ts";
import { putResult } from "./verify-result.ts";

/** How to compute is what `regenerate` takes; `place` too: its executor must load `verifyWorks`. */
export interface VerifyOptions
  extends Pick<RegenerateOptions, "out">,
    Partial<Pick<RegenerateOptions, "workers" | "force" | "command" | "place" | "interrupts">> {
  /** Also the claims on the paper's network and MNIST. */
  readonly full: boolean;
  /** Only the claims of this paper; all for null. */
  readonly paper: string | null;
}

const nextTurn = (): Promise<void> => setImmediate();

/** The module of what a worker computes when it verifies. */
export const verifyWorks = ownFile("lib/verify/works.js");

/** Who hears of the claims while they are measured. */
export interface VerifyReporter {
  readonly begin?: (cells: number, secondsLeft: () => number | null) => void;
  readonly cell?: (event: RunEvent) => void;
  /** In the order of the claims, each as soon as its cells and those before it have ended. */
  readonly judged?: (judgement: Judgement) => void;
  readonly notice?: (line: string) => void;
  readonly end?: () => void;
}

/** What was submitted to a cluster and is not all there: it was not waited for, or its tasks ended before. */
export interface Submitted {
  readonly state: "submitted";
  readonly jobs: readonly string[];
  /** Cells that are still to do. */
  readonly left: number;
  readonly of: number;
}

export interface Verification {
  readonly state: "judged";
  readonly folder: string;
  readonly files: readonly string[];
  readonly judgements: readonly Judgement[];
  readonly asDeclared: boolean;
  /** `30 claims: 20 hold, …; all as declared`. */
  readonly message: string;
  readonly seconds: number;
}

/**
 * Computes the cells of the claims, judges each claim by its declared window as soon as its cells are there, and writes the
 * result. What is finished is kept: a run that was stopped goes on where it was. Throws `UserError`: cells failed for one that
 * could not be computed, interrupted when it was stopped before all was done. On a cluster, it may be only submitted.
 */
export const verifyClaims = async (
  options: VerifyOptions,
  reporter: VerifyReporter = {},
  claims: readonly Claim[] = allClaims,
): Promise<Verification | Submitted> => {
  const { full, paper, out, place, interrupts } = options;
  const { workers = availableParallelism(), force = false, command = "ebm verify" } = options;
  const chosen = claimsOfPaper(paper, claims).filter(({ scale }) => scale === "small" || full);
  const settings = { claims: full ? "all" : "small", ...(paper !== null && { paper }) } as const;
  const name = [full ? "verify-full" : "verify", ...(paper === null ? [] : [paper])].join("-");
  const folder = join(out, name);
  const configHash = hashOf(settings);
  assertWritable(folder);
  assertSameConfig(folder, configHash);
  const dataset = full ? verifyDataset(null) : {};
  const start = systemClock.now();
  const started = wallClock();
  const notice = (line: string): void => reporter.notice?.(line);

  const planned = await planClaims(chosen);
  const store = openStore(out);
  const identity = readIdentity();
  const cells = planned.flatMap(cellsOf);
  const plan = planCells(cells, asItStands(store), readPlanRecord(store, name), { identity, force });
  const keyOf = (cell: (typeof cells)[number]): string => cellKey(cell, identity);
  const judgements: Judgement[] = [];
  const todo = plan.entries.filter(({ state }) => state === "todo");
  const open = new Set(todo.map(({ key }) => key));
  const judgeReady = (): void => {
    for (let next = planned[judgements.length]; next !== undefined; next = planned[judgements.length]) {
      if (cellsOf(next).some((cell) => open.has(keyOf(cell)))) return;
      const judgement = judgeFinished(next, store, keyOf);
      judgements.push(judgement);
      reporter.judged?.(judgement);
    }
  };
  const slots = place?.slots ?? (() => Math.min(workers, todo.length));
  const left = estimateTimeLeft(todo, slots, systemClock);
  const submitted = await inStore(store, command, notice, async (claimant): Promise<Submitted | null> => {
    try {
      writePlanRecord(store, name, {
        identity: identityOf(cells, identity),
        cells: plan.entries.map(({ key, cell }) => ({ key, ...cell })),
      });
      reporter.begin?.(plan.todo, left.seconds);
      judgeReady();
      const executor =
        place?.executor({ store, command, estimate: plan.estimate, notice }) ??
        localExecutor({ claimant, workers, registryModule: verifyWorks });
      const report = await executor.run({
        // What many claims wait for, and what takes long, begins first: the training runs are the last to be listed.
        entries: [...plan.entries].sort(
          (a, b) => Number(a.cell.work === "claim") - Number(b.cell.work === "claim"),
        ),
        onEvent: (event) => {
          left.onEvent(event);
          reporter.cell?.(event);
          if (event.type !== "done" && event.type !== "found") return;
          open.delete(event.entry.key);
          judgeReady();
        },
        ...interrupts,
      });
      if (report.failed.length > 0) throw failureOf(report.failed);
      const jobs = (report.submitted ?? []).map(({ job }) => job);
      if (report.left > 0 && jobs.length > 0 && interrupts?.stop.aborted !== true)
        return { state: "submitted", jobs, left: report.left, of: plan.entries.length };
      if (report.left > 0) throw interruption(report.left);
      return null;
    } finally {
      reporter.end?.();
    }
  });
  if (submitted !== null) return submitted;
  const counts = { computed: plan.todo, reused: plan.done };
  const drawnBefore = force ? nothingDrawn : drawnInto(folder);
  const drawing = openDrawing();
  const origin = { settings, configHash, dataset, started, counts, draw: drawing.draw, drawnBefore };
  const { files, undrawn } = await inResultFolder(folder, nextTurn, async ({ put, commit }) => {
    const written = await putResult(put, name, judgements, origin);
    commit();
    return written;
  }).finally(drawing.close);
  return {
    state: "judged",
    folder,
    files,
    judgements,
    asDeclared: judgements.every(({ asDeclared }) => asDeclared),
    message: `${tallyText(judgements)}; ${declarationText(judgements)}${undrawn === null ? "" : `; the chart could not be drawn (${undrawn})`}`,
    seconds: systemClock.now() - start,
  };
};

const failureOf = (failed: readonly FailedCell[]): UserError =>
  new UserError(
    exitCode.cellsFailed,
    failed
      .map(({ entry, message, log }) => `${entry.cell.label}: ${message.split("\n")[0]} (${log})`)
      .join("\n"),
  );

const interruption = (left: number): UserError =>
  new UserError(
    exitCode.interrupted,
    `interrupted with ${left} ${left === 1 ? "cell" : "cells"} to do; what is finished is kept, and the same command goes on there`,
  );
