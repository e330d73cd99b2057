import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { systemCode } from "../store/storage-error.ts";

/** A process, told apart from all others on all machines, and from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly host: string;
  /** Where the system tells (Linux): which boot of which machine, else null. */
  readonly boot: string | null;
  /** Where the system tells: the namespace in which `pid` counts, as in `pid:[4026531836]`, else null. */
  readonly namespace: string | null;
  readonly pid: number;
  /** Where the system tells: how many ticks after the boot the process started, else null. */
  readonly start: string | null;
}

export const identitySchema = z.object({
  host: z.string(),
  boot: z.string().nullable(),
  namespace: z.string().nullable(),
  pid: z.int().positive(),
  start: z.string().nullable(),
});

/** `unknown`: it lives, if at all, where its number means nothing to us, or nobody can tell it from a later one. */
export type Fate = "running" | "gone" | "unknown";

export const ownIdentity = (): ProcessIdentity => ({
  host: hostname(),
  boot: readOrNull(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()),
  namespace: readOrNull(() => readlinkSync("/proc/self/ns/pid")),
  pid: process.pid,
  start: readStart("self")?.start ?? null,
});

/** Whether the very process still exists. One that has ended but isn't yet reaped by its parent doesn't. */
export const fateOf = (other: ProcessIdentity, own: ProcessIdentity = ownIdentity()): Fate => {
  if (!countsAlike(other, own)) return "unknown";
  if (!exists(other.pid)) return "gone";
  const now = procIsOwn() ? readStart(String(other.pid)) : null;
  if (now?.ended) return "gone";
  if (now === null || other.start === null) return "unknown";
  return now.start === other.start ? "running" : "gone";
};

/** A short name of the place where process numbers count: equal for processes that can look for each other. */
export const placeName = (): string => {
  const { host, boot, namespace } = ownIdentity();
  const place = boot !== null && namespace !== null ? [boot, namespace] : [host];
  return createHash("sha256").update(JSON.stringify(place)).digest("hex").slice(0, 8);
};

/** Whether a process with this number exists here; of other users' too. */
export const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
};

/** A host name may be shared by containers, and may change; boot and namespace decide where both are known. */
const countsAlike = (a: ProcessIdentity, b: ProcessIdentity): boolean =>
  a.boot === b.boot && a.namespace === b.namespace && (a.boot !== null || a.host === b.host);

/** In a new namespace, `/proc` may still show the processes of the old one. */
const procIsOwn = (): boolean => readOrNull(() => readlinkSync("/proc/self")) === String(process.pid);

/** Linux: state and start time are fields 3 and 22 of `/proc/<pid>/stat`; see proc(5). Null elsewhere. */
const readStart = (pid: string): { readonly start: string; readonly ended: boolean } | null =>
  readOrNull(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 2 is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { start: fields[19]!, ended: fields[0] === "Z" || fields[0] === "X" };
  });

const readOrNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};
