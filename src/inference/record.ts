import type { Flow } from "../energy/flow.ts";
import type { State } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";

/** Sees the state after `step` steps; 0 is the start. The state is only valid during the call. */
export type Observer = (step: number, state: State) => void;

/** What is recorded on the way: nothing, or what an observer makes of each state. */
export const recorder = (linalg: Linalg, flow: Flow, observe: Observer | null): ((step: number) => void) =>
  observe === null ? () => {} : (step) => linalg.scope(() => observe(step, flow.state()));
