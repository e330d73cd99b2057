import { UserError } from "../../errors.ts";
import { mistake } from "../../modules/mistake.ts";
import { failedIn, type UserModule } from "../../modules/user-module.ts";
import type { Network } from "../../network/network.ts";
import type { BoundLocal, LocalEnergy, LocalEnergyMaker, LocalSurroundings } from "./definition.ts";
import { restsAtFeedForward } from "./record.ts";

/** The export by which a module is told to be of a local energy. */
export const localExport = "local";

const required = ["energy", "byState", "byDrive"] as const;
const known = [...required, "settle", "output"] as const;

/** A module's local energy for a network. Throws `UserError` (usage), with the place, for what can't be one. */
export const localOfModule = (
  module: UserModule,
  network: Network,
  options: LocalSurroundings["options"],
): BoundLocal => {
  const { file, exported, placeOf } = module;
  const wrong = (message: string) => mistake(placeOf(localExport), message);
  if (!(localExport in exported) && "energy" in exported)
    throw mistake(
      placeOf("energy"),
      `expected an export ${localExport} for the built-in engine, found energy, which TensorFlow.js differentiates; ` +
        "write engine.name: tfjs and precision: float32, or --engine tfjs",
    );
  if (!(localExport in exported))
    throw mistake(
      file,
      `expected an export ${localExport}, found none; begin with \`export const local = () => ({ energy: (unit) => …, byState: …, byDrive: … })\``,
    );
  const others = Object.keys(exported).filter((name) => name !== localExport);
  if (others.length > 0)
    throw mistake(
      placeOf(others[0]!),
      `expected ${localExport} as the only export, found ${others.join(", ")} beside it; ` +
        "don't export it, or leave out local for an energy of TensorFlow.js",
    );
  const make = exported[localExport];
  if (typeof make !== "function") throw wrong(`expected a function as ${localExport}, found ${typeof make}`);
  let made: unknown;
  try {
    made = (make as LocalEnergyMaker)({ sizes: network.sizes, options });
  } catch (error) {
    throw failedIn(module, localExport, error);
  }
  if (typeof made !== "object" || made === null)
    throw wrong(
      `expected ${localExport} to return { ${required.join(", ")} }, found ${made === null ? "null" : typeof made}`,
    );
  const found = made as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(found).find((name) => !known.some((each) => each === name));
  if (unknown !== undefined)
    throw wrong(
      `expected ${known.join(", ")} of what ${localExport} returns, found ${unknown}; rename it, or leave it out`,
    );
  const missing = required.find((name) => typeof found[name] !== "function");
  if (missing !== undefined)
    throw wrong(
      `expected a function ${missing}(unit) in what ${localExport} returns, found ${typeof found[missing]}`,
    );
  if (found.settle !== undefined && typeof found.settle !== "function")
    throw wrong(
      `expected a function settle(p, unit) in what ${localExport} returns, found ${typeof found.settle}`,
    );
  const { output = "prediction" } = found;
  if (output !== "prediction" && output !== "state")
    throw wrong(
      `expected output prediction or state in what ${localExport} returns, found ${JSON.stringify(output)}`,
    );
  const local = made as LocalEnergy;
  const failed = (error: unknown): Error =>
    error instanceof UserError ? error : failedIn(module, localExport, error);
  const sizes = output === "state" ? network.sizes.slice(1) : network.sizes.slice(1, -1);
  let feedForward: boolean;
  try {
    feedForward = restsAtFeedForward(local, sizes);
  } catch (error) {
    throw failed(error);
  }
  return { ...local, output, name: `of ${file}`, feedForward, failed };
};
