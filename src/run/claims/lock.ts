import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../store/whole-file.ts";
import { type Claimant, claimFile } from "./claim.ts";
import { nameOf } from "./presence.ts";

export interface Lock {
  /** Gives the folder back; harmless when called again. */
  readonly release: () => void;
}

const pollMilliseconds = 50;
/** Others write a result in a second or two: only a longer wait is worth a line. */
const pollsBeforeNotice = 60;

/**
 * Makes this process the only writer of the result called `name`, such as `fig3a`: waits while another one writes it,
 * and takes over from one that is gone. `notice` gets a line about either. Null when `stop` came first.
 */
export const lockResult = async (
  claimant: Claimant,
  name: string,
  notice: (line: string) => void,
  stop?: AbortSignal,
): Promise<Lock | null> => {
  const folder = join(claimant.store.folder, "locks");
  const path = join(folder, encodeURIComponent(name));
  makeFolder(claimant.store.files, folder);
  for (let polls = 0; stop?.aborted !== true; polls += 1) {
    const claim = claimFile(claimant, path);
    if (claim.state === "held") {
      if (claim.from !== null)
        notice(`${name} was left locked by ${nameOf(claim.from)}, which is gone: taking it over.`);
      return claim;
    }
    if (polls === pollsBeforeNotice) {
      const holder = claim.holder === null ? `a process that ${path} doesn't name` : nameOf(claim.holder);
      notice(
        `Waiting: ${name} is being written by ${holder}. If that process is no more, it is taken over soon; ` +
          `if it hangs, end it, or remove ${path} by hand.`,
      );
    }
    await sleep(pollMilliseconds);
  }
  return null;
};
