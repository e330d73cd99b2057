import { feedForward } from "../../network/feed-forward.ts";
import type { EnergyRecord } from "../problem.ts";
import type { BoundLocal, Unit } from "./definition.ts";
import { localEnergy } from "./energy.ts";

/** A local energy in the place of one of the registry. Its truth is backprop where its free phase is the feed-forward pass. */
export const localRecord = (local: BoundLocal, formula: string): EnergyRecord => ({
  name: local.name,
  formula,
  feedback: null,
  truth: local.feedForward ? "backprop" : "implicit",
  refusal: () => null,
  bind: (linalg, problem) => {
    const { network, parameters, input } = problem;
    const pass = problem.pass ?? feedForward(linalg, network, parameters, input);
    return localEnergy(linalg, local, { ...problem, pass });
  },
});

/** Units at the feed-forward pass, whatever brought them there. */
const samples: readonly Pick<Unit, "a" | "f" | "slope">[] = [
  { a: 0.7, f: 0.6, slope: 0.64 },
  { a: -1.3, f: -0.86, slope: 0.26 },
  { a: 2.1, f: 2.1, slope: 1 },
];

/** Whether nothing pulls at the feed-forward pass, in any of the units: there e, ∂e/∂x and ∂e/∂a ask for no other state. */
export const restsAtFeedForward = (
  { byState, byDrive, settle }: Pick<BoundLocal, "byState" | "byDrive" | "settle">,
  sizes: readonly number[],
): boolean =>
  settle !== undefined &&
  sizes.every((units, i) =>
    Array.from({ length: units }, (_, unit) => unit).every((unit) =>
      samples.every((at) => {
        const there: Unit = { ...at, x: at.f, error: 0, layer: i + 1, unit };
        return settle(0, there) === 0 && byState(there) === 0 && byDrive(there) === 0;
      }),
    ),
  );
