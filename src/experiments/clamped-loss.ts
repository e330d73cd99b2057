import { exitCode, UserError } from "../errors.ts";

/**
 * A clamped output minimises the squared error and no other loss. Throws `UserError` (usage) when chl, which clamps, is
 * asked for another one; `field` is the one that names it.
 */
export const requireSquaredError = (loss: string, clamps: boolean, field: string): void => {
  if (!clamps || loss === "squared-error") return;
  throw new UserError(
    exitCode.usage,
    `loss: expected squared-error, which is what the clamped output of chl minimises, found ${loss}; ` +
      `write squared-error, or leave chl out of ${field}`,
  );
};
