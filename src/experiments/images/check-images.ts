import type { Split } from "../../data/dataset.ts";
import { exitCode, UserError } from "../../errors.ts";

/** The dataset has as many training images. Throws `UserError` (usage). */
export const checkImages = (images: number, { count }: Pick<Split, "count">): void => {
  if (images <= count) return;
  throw new UserError(
    exitCode.usage,
    `dataset.images: expected at most ${count}, the training images that there are, found ${images}; write ${count}`,
  );
};
