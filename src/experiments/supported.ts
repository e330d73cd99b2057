import { exitCode, UserError } from "../errors.ts";
import type { Estimator } from "../gradient/estimator.ts";
import type { LossKind } from "../linalg/linalg.ts";

/** What a config asks of its estimators. */
interface Wanted {
  readonly loss: LossKind;
  readonly engine: { readonly name: "builtin" | "tfjs" };
  /** An energy, by name or a custom one, in the place of each estimator's own. */
  readonly energy?: unknown;
}

/**
 * Throws `UserError` (usage) when a config asks for what one of its estimators does not support; `field` is the one that
 * names them, `all` what it could name.
 */
export const requireSupported = (
  { loss, engine, energy }: Wanted,
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
    (!replaced || supports.anyEnergy || (typeof energy === "string" && own === null && truth === "backprop"));
  const unfit = wanted.filter((estimator) => !fits(estimator));
  if (unfit.length === 0) return;
  const whose = !replaced
    ? `the engine ${engine.name}`
    : typeof energy === "string"
      ? `the energy ${energy}`
      : "a custom energy";
  const names = (list: readonly Estimator[]) => list.map(({ name }) => name).join(", ");
  throw new UserError(
    exitCode.usage,
    `${field}: expected those that ${whose} supports, found ${names(unfit)}; write ${field}: [${names(all.filter(fits))}]`,
  );
};
