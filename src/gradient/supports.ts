import type { Asked, EnergyRecord } from "../energy/problem.ts";
import { energies } from "../energy/registry.ts";
import { exitCode, UserError } from "../errors.ts";
import { refusedAbility } from "../network/activation.ts";
import { notInARow } from "../network/in-a-row.ts";
import { activationsOf } from "../network/network.ts";
import type { Estimator, Supports } from "./estimator.ts";

/** What asks nothing: any loss, engine, solver, network, activation and energy. */
export const anything: Supports = {
  losses: ["squared-error", "cross-entropy"],
  engines: ["builtin", "tfjs"],
  solvers: ["euler", "equilibrium"],
  networks: "any",
  activations: "any",
  anyEnergy: false,
};

/**
 * Why an estimator can't be had for a network and a loss, with an energy in place of its own if there is one, as `expected …,
 * found …; remedy`; null where it can.
 */
export const refusalOf = (
  { supports, energy: own }: Pick<Estimator, "supports" | "energy">,
  { network, loss }: Asked,
  given?: EnergyRecord | null,
): string | null => {
  if (!supports.losses.includes(loss))
    return `expected ${supports.losses.join(" or ")}, found ${loss}; write ${supports.losses[0]}`;
  const apart = supports.networks === "any" ? null : notInARow(network);
  if (apart !== null && supports.networks !== "any")
    return `expected layers in a row, since ${supports.networks.inARow}, found ${apart}; use a chain, or another estimator`;
  const unable =
    supports.activations === "holomorphic" ? refusedAbility(activationsOf(network), "holomorphic") : null;
  // What has no energy of its own looks at none.
  const energy = own === null || given === null ? null : (given ?? energies[own]);
  return unable ?? energy?.refusal({ network, loss }) ?? null;
};

/** The estimator, which throws `UserError` (usage) where it can't be had: nothing is computed that would not be what its name says. */
export const guarded = (estimator: Estimator): Estimator => ({
  ...estimator,
  estimate: (bench, dial) => {
    const refusal = refusalOf(estimator, bench.problem, bench.energy);
    if (refusal !== null) throw new UserError(exitCode.usage, `${estimator.name}: ${refusal}`);
    return estimator.estimate(bench, dial);
  },
});
