import type { z } from "zod";
import { keysAt } from "../config/schema.ts";
import type { ConfigSource } from "../config/source.ts";
import type { EnergyRecord } from "../energy/problem.ts";
import { type EnergyName, energies } from "../energy/registry.ts";
import { exitCode, UserError } from "../errors.ts";
import type { Estimator } from "../gradient/estimator.ts";
import { refusalOf } from "../gradient/supports.ts";
import type { LossKind } from "../linalg/linalg.ts";
import { type NetworkDescription, networkOf } from "../network/description/description.ts";

/** Why an experiment may have none of a choice that others have. */
const withoutChoice = {
  engine: (name: string) => `${name} is the built-in engine's alone`,
  energy: (name: string) => `${name} asks its question of the energies that it names itself`,
};

/** An experiment as far as its choices go. */
interface Named {
  readonly name: string;
  readonly schema: z.ZodType;
}

/** Throws `UserError` (usage) where a config chooses what its experiment has no choice of; says which experiments have. */
export const requireChoices = (
  { name, schema }: Named,
  { data, locate }: Pick<ConfigSource, "data" | "locate">,
  all: readonly Named[],
): void => {
  const has = (each: Pick<Named, "schema">, key: string) => keysAt(each.schema, []).includes(key);
  const lines = (["engine", "energy"] as const)
    .filter((key) => Object.hasOwn(data, key) && !has({ schema }, key))
    .map((key) => {
      const others = all.filter((each) => has(each, key)).map((each) => each.name);
      return `${locate([key], "key").text}: ${key}: expected none, since ${withoutChoice[key](name)}; leave it out, or ask another experiment: ${others.join(", ")}`;
    });
  if (lines.length > 0) throw new UserError(exitCode.usage, [...new Set(lines)].join("\n"));
};

/** What a config asks of its estimators. */
interface Wanted {
  readonly loss: LossKind;
  readonly network: NetworkDescription;
  readonly engine: { readonly name: "builtin" | "tfjs" };
  /** An energy, by name or a custom one, in the place of each estimator's own. */
  readonly energy?: unknown;
}

/** `chl is the built-in engine's alone`: what the other engine does not have. */
export const builtinAlone = (names: readonly string[]): string =>
  `${names.join(", ")} ${names.length === 1 ? "is" : "are"} the built-in engine's alone`;

/** Throws `UserError` (usage) where an estimator can't be had for a network, with an energy in place of its own if there is one. */
export const requireEstimator = (
  estimator: Estimator,
  { network, loss }: Pick<Wanted, "network" | "loss">,
  field: string,
  energy?: EnergyRecord | null,
): void => {
  const refusal = refusalOf(estimator, { network: networkOf(network), loss }, energy);
  if (refusal !== null) throw new UserError(exitCode.usage, `${field}: ${estimator.name}: ${refusal}`);
};

/**
 * Throws `UserError` (usage) when a config asks for what one of its estimators does not support; `field` is the one that
 * names them, `all` what it could name.
 */
export const requireSupported = (
  { loss, network, engine, energy }: Wanted,
  wanted: readonly Estimator[],
  field: string,
  all: readonly Estimator[],
): void => {
  const unsuited = wanted.find(({ supports }) => !supports.losses.includes(loss));
  if (unsuited !== undefined) {
    const losses = unsuited.supports.losses.join(" or ");
    throw new UserError(
      exitCode.usage,
      `loss: expected ${losses}, which is what the clamped output of ${unsuited.name} minimises, found ${loss}; ` +
        `write ${losses}, or leave ${unsuited.name} out of ${field}`,
    );
  }
  const replaced = energy !== undefined && energy !== null;
  // What has no energy of its own has nothing to be replaced, and can be compared with the others.
  const fits = ({ supports, energy: own, truth }: Estimator): boolean =>
    supports.engines.includes(engine.name) &&
    (!replaced || supports.anyEnergy || (own === null && truth === "backprop"));
  const unfit = wanted.filter((estimator) => !fits(estimator));
  if (unfit.length === 0) {
    // What a custom energy supports, it says itself.
    const other = typeof energy === "string" ? energies[energy as EnergyName] : null;
    for (const estimator of wanted)
      requireEstimator(estimator, { network, loss }, field, replaced ? other : undefined);
    return;
  }
  const whose = !replaced
    ? `the engine ${engine.name}`
    : typeof energy === "string"
      ? `the energy ${energy}`
      : "a custom energy";
  const own = typeof energy === "string" ? energies[energy as EnergyName] : null;
  const asked = { network: networkOf(network), loss };
  const works = all.filter(
    (each) => fits(each) && refusalOf(each, asked, replaced ? own : undefined) === null,
  );
  const names = (list: readonly Estimator[]) => list.map(({ name }) => name).join(", ");
  const alone = unfit.filter(({ supports }) => !supports.engines.includes(engine.name));
  const elsewhere = alone.length === 0 ? "" : ` (${builtinAlone(alone.map(({ name }) => name))})`;
  throw new UserError(
    exitCode.usage,
    `${field}: expected those that ${whose} supports, found ${names(unfit)}${elsewhere}; write ${field}: [${names(works)}]`,
  );
};
