import type { Claimant } from "../../run/claims/claim.ts";
import { announce, nameOf, removeGone } from "../../run/claims/presence.ts";
import { createWitness } from "../../run/claims/witness.ts";
import { systemClock } from "../../run/clock.ts";
import { prepareStore, type Store } from "../../run/store/store.ts";

/**
 * Does something with the cells of a results folder, as one of the processes that are present there: `command` is its name for
 * the others. What processes that are gone have left is taken over. It leaves in any case.
 */
export const inStore = async <Result>(
  store: Store,
  command: string,
  notice: (line: string) => void,
  action: (claimant: Claimant) => Promise<Result>,
): Promise<Result> => {
  prepareStore(store);
  for (const gone of removeGone(store)) notice(`${nameOf(gone)} is gone: taking over what it left.`);
  const { holder, leave } = announce(store, command, systemClock);
  try {
    return await action({ store, holder, witness: createWitness(store, systemClock) });
  } finally {
    leave();
  }
};
