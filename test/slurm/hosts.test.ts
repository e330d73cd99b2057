import { execFileSync, spawn } from "node:child_process";
import { describe, it } from "vitest";
import { driverCommand, expectedRows, notingIn } from "../run/driver.ts";
import { temporaryFolder } from "../run/helpers.ts";
import { examine, moments, processes, type Start, share } from "../run/sharing.ts";

// What the nodes of a cluster are to each other, without Slurm, as root: processes that don't see one another wait for seconds until
// a dead one counts as dead.

/** Other process numbers and another host's name: what two machines, or two containers, see of each other. */
const apart = async (root: string): Promise<Start> => {
  const command = await driverCommand(root, 1);
  return (index, ledger) =>
    spawn(
      "unshare",
      [
        ...["--pid", "--uts", "--fork", "--kill-child", "--mount-proc"],
        ...["sh", "-c", `hostname host${index} && exec "$@"`, "sh"],
        ...[process.execPath, ...command],
      ],
      { env: notingIn(ledger), stdio: ["ignore", "pipe", "inherit"] },
    );
};

const canUnshare = (() => {
  try {
    execFileSync("unshare", ["--pid", "--uts", "--fork", "--mount-proc", "hostname", "elsewhere"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
})();

describe(`${processes} hosts at once in one folder, a process of one killed`, () => {
  it.runIf(canUnshare).each(moments(28, 31))(
    "after %i cells, each in its own PID and UTS namespace: the same bytes, and no cell twice but the killed one's",
    async (total) => {
      const root = temporaryFolder();
      examine(await share(root, await apart(root), total), await expectedRows);
    },
  );
});
