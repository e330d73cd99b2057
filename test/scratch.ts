import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Memory with the face of a folder, on most Linuxes. */
const memory = "/dev/shm";

/** Whether a gigabyte of it is free, and programs may be in it. */
const isRoomy = (): boolean => {
  if (!existsSync(memory) || !existsSync("/proc/mounts")) return false;
  const options = /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(readFileSync("/proc/mounts", "utf8"))?.[1] ?? "noexec";
  const { bavail, bsize } = statfsSync(memory);
  return !options.split(",").includes("noexec") && bavail * bsize > 2 ** 30;
};

/**
 * A folder for all that tests write, which goes with them: results are written durably, and each of their files would wait for the
 * disk. Nothing of it is left where a worker is ended before it has cleaned up.
 */
export default (): (() => void) => {
  const scratch = mkdtempSync(join(isRoomy() ? memory : tmpdir(), "ebm-tests-"));
  process.env.TMPDIR = scratch;
  return () => rmSync(scratch, { recursive: true, force: true });
};
