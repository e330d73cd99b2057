import { existsSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../../config/nearest.ts";
import { exitCode, UserError } from "../../errors.ts";
import { readRunRecord } from "../../report/result/result-folder.ts";
import { readPresences } from "../../run/claims/presence.ts";
import { fateOf } from "../../run/claims/process-identity.ts";
import { readFailure } from "../../run/failure.ts";
import { type Identity, readIdentity } from "../../run/identity.ts";
import { plannedNames, readPlanRecord } from "../../run/plan-record.ts";
import { cellPath, lookUpCell, openStore, type Store } from "../../run/store/store.ts";

/** What became of the cells that a result was last asked to hold. */
export interface ResultStatus {
  readonly name: string;
  readonly done: number;
  readonly failed: readonly { readonly label: string; readonly message: string; readonly log: string }[];
  /** Labels of cells that are neither done nor failed. */
  readonly missing: readonly string[];
  /** Computing time of the cells that are done, summed over them. */
  readonly seconds: number;
  /** Whether today's program would compute the same cells. */
  readonly current: boolean;
  /** When the result folder was last written, in ISO 8601; null when it isn't there. */
  readonly written: string | null;
}

/** What stands in a results folder. */
export interface StatusReport {
  readonly out: string;
  /** Who is writing there at this moment, or may be: of another host's processes nobody knows. */
  readonly running: readonly (ReturnType<typeof readPresences>[number] & {
    readonly fate: ReturnType<typeof fateOf>;
  })[];
  readonly results: readonly ResultStatus[];
}

/**
 * What is done of every result that was asked for in `out`, or of the one named. Reads plans, cells and manifests, and
 * writes nothing. Throws `UserError` (usage) for a name that nobody asked for.
 */
export const statusReport = (name: string | undefined, out: string): StatusReport => {
  const store = openStore(out);
  const names = plannedNames(store);
  if (name !== undefined && !names.includes(name)) throw unknownResult(name, names, out);
  const identity = readIdentity();
  const results = (name === undefined ? names : [name]).map((each) => readStatus(store, each, identity));
  const running = readPresences(store).map((holder) => ({ ...holder, fate: fateOf(holder) }));
  return { out, running: running.filter(({ fate }) => fate !== "gone"), results };
};

const unknownResult = (name: string, names: readonly string[], out: string): UserError => {
  const near = nearestName(name, names);
  const remedy =
    near !== null
      ? `did you mean ${near}?`
      : names.length > 0
        ? `there are ${names.join(", ")}`
        : "there is none yet, and `ebm run` or `ebm sweep` makes one";
  return new UserError(
    exitCode.usage,
    `expected a result that was computed into ${out}, found "${name}"; ${remedy}`,
  );
};

const readStatus = (store: Store, name: string, identity: Identity): ResultStatus => {
  const record = readPlanRecord(store, name) ?? { identity: {}, cells: [] };
  const failed: ResultStatus["failed"][number][] = [];
  const missing: string[] = [];
  let done = 0;
  let seconds = 0;
  for (const { key, label } of record.cells) {
    const lookup = lookUpCell(store, key);
    if (lookup.state === "finished") {
      done += 1;
      seconds += lookup.cell.seconds;
      continue;
    }
    const failure = readFailure(store, key);
    if (failure === null) missing.push(label);
    else failed.push({ label, message: failure.message, log: cellPath(store, key, ".log") });
  }
  const current = Object.entries(record.identity).every(([part, hash]) => identity[part] === hash);
  return {
    name,
    done,
    failed,
    missing,
    seconds,
    current,
    written: whenWritten(join(store.resultsRoot, name)),
  };
};

const whenWritten = (folder: string): string | null => {
  if (!existsSync(folder)) return null;
  try {
    return readRunRecord(folder)?.timings.finished ?? null;
  } catch (error) {
    if (error instanceof UserError) return null; // damaged: it says nothing
    throw error;
  }
};
