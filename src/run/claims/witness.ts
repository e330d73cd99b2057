import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { type Holder, readCounter } from "./presence.ts";
import { fateOf, ownIdentity } from "./process-identity.ts";

/** Tells who is gone. It remembers what it has seen: the same one must be asked again and again. */
export interface Witness {
  readonly isGone: (holder: Holder) => boolean;
  /** The same for what nobody can read: it is gone when it has been this `trace` for long enough. */
  readonly isLeft: (trace: string) => boolean;
}

/** Seconds for which a counter must stand still before its holder counts as gone: nine beats, and no disk's hiccup. */
export const patienceSeconds = 45;

/**
 * A process that can be looked for here is gone when it doesn't exist. Of any other (another machine, a container)
 * nothing is known but its counter: it is gone when we have seen that unchanged for `patience` seconds of our own
 * clock. At worst the holder was only held up: then a cell is computed twice, to the same bytes.
 */
export const createWitness = (store: Store, clock: Clock, patience: number = patienceSeconds): Witness => {
  const own = ownIdentity();
  const seen = new Map<string, { readonly counter: number; readonly since: number }>();
  const standsStill = (name: string, counter: number): boolean => {
    const last = seen.get(name);
    if (last?.counter === counter) return clock.now() - last.since >= patience;
    seen.set(name, { counter, since: clock.now() });
    return false;
  };
  return {
    isGone: (holder) => {
      const fate = fateOf(holder, own);
      return fate === "unknown" ? standsStill(holder.id, readCounter(store, holder.id)) : fate === "gone";
    },
    isLeft: (trace) => standsStill(trace, 0),
  };
};
