import { readFileSync } from "node:fs";
import { systemCode } from "./storage-error.ts";

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Where the system tells: which boot, and how many ticks after it the process started. Else null. */
  readonly start: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, start: readStart(process.pid)?.start ?? null };
}

/** Whether the very process still exists. One that has ended but isn't yet reaped by its parent doesn't. */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  const now = readStart(pid);
  if (now !== null) return !now.ended && (start === null || start === now.start);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

/** Linux: state and start time are fields 3 and 22 of `/proc/<pid>/stat`; see proc(5). Null elsewhere. */
function readStart(pid: number): { readonly start: string; readonly ended: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    // Field 2 is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { start: `${boot}:${fields[19]}`, ended: fields[0] === "Z" || fields[0] === "X" };
  } catch {
    return null;
  }
}
