import { existsSync } from "node:fs";
import { join } from "node:path";
import { columnsOf, printData, printJson, printNote } from "../cli/output.ts";
import { wrap } from "../cli/wrap.ts";
import { nearestName } from "../config/nearest.ts";
import { type ExitCode, exitCode, UserError } from "../errors.ts";
import { readManifest } from "../report/result-folder.ts";
import { textTable } from "../report/text-table.ts";
import { readFailure } from "../run/failure.ts";
import { type Identity, readIdentity } from "../run/identity.ts";
import { lockHolder } from "../run/lock.ts";
import { plannedNames, readPlanRecord } from "../run/plan-record.ts";
import { duration } from "../run/progress.ts";
import { cellPath, lookUpCell, openStore, type Store } from "../run/store.ts";
import { countText } from "./figure-text.ts";

/** What became of the cells that a result was last asked to hold. */
interface Status {
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

/** `ebm status`: reads plans, cells and manifests, and writes nothing. */
export function showStatus(name: string | undefined, out: string, json: boolean): ExitCode {
  const store = openStore(out);
  const names = plannedNames(store);
  if (name !== undefined && !names.includes(name)) throw unknownResult(name, names, out);
  const identity = readIdentity();
  const statuses = (name === undefined ? names : [name]).map((each) => readStatus(store, each, identity));
  const running = lockHolder(store.folder);
  if (json) {
    printJson({ running, results: statuses });
    return exitCode.done;
  }
  const width = columnsOf(process.stdout);
  if (running !== null) printNote(`running: process ${running.pid} (${running.command})`);
  if (statuses.length === 0) printNote(`nothing has been computed into ${out} yet; \`ebm run all\` begins`);
  else printData(textTable({ columns: headings, rows: statuses.map(statusRow) }, width, "with --json"));
  if (name !== undefined) for (const status of statuses) printData(details(status, width));
  const old = statuses.filter(({ current }) => !current).map((status) => status.name);
  if (old.length > 0) {
    const note = `${old.join(", ")}: computed by another version of what computes them; running again computes the cells anew`;
    printNote(wrap(note, columnsOf(process.stderr)));
  }
  return exitCode.done;
}

function unknownResult(name: string, names: readonly string[], out: string): UserError {
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
}

function readStatus(store: Store, name: string, identity: Identity): Status {
  const record = readPlanRecord(store, name) ?? { identity: {}, cells: [] };
  const failed: Status["failed"][number][] = [];
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
}

function whenWritten(folder: string): string | null {
  if (!existsSync(folder)) return null;
  try {
    return readManifest(folder)?.timings.finished ?? null;
  } catch (error) {
    if (error instanceof UserError) return null; // damaged: it says nothing
    throw error;
  }
}

const headings = ["result", "done", "failed", "missing", "computing", "written"];

function statusRow({ name, done, failed, missing, seconds, written }: Status): string[] {
  const when = written === null ? "–" : `${written.slice(0, 16).replace("T", " ")} UTC`;
  return [name, String(done), String(failed.length), String(missing.length), duration(seconds), when];
}

const mostMissing = 10;

function details({ failed, missing }: Status, width: number): string {
  const failures = failed.flatMap(({ label, message, log }) => [
    `failed: ${label}`,
    ...message
      .split("\n")
      .slice(0, 3)
      .map((line) => wrap(line, width, "  ")),
    `  log: ${log}`,
  ]);
  const rest = missing.length - mostMissing;
  const absent = [
    ...missing.slice(0, mostMissing).map((label) => `missing: ${label}`),
    ...(rest > 0 ? [`… and ${countText(rest, "cell")} more that are missing`] : []),
  ];
  return [...failures, ...absent].join("\n");
}
