import type { Supports } from "./estimator.ts";

/** What asks nothing: any loss, engine, solver, network and energy. */
export const anything: Supports = {
  losses: ["squared-error", "cross-entropy"],
  engines: ["builtin", "tfjs"],
  solvers: ["euler", "equilibrium"],
  networks: "any",
  anyEnergy: false,
};
