import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { exitCode, UserError } from "../errors.ts";
import { arrangeLayers } from "./layers.ts";
import { type NamedTensor, readSafetensors } from "./safetensors.ts";
import type { WeightsFile } from "./weights.ts";

/** Reads a safetensors file; `order` names its layers where their names don't tell. Throws `UserError` (usage) for anything that isn't a network's weights. */
export const readWeights = (file: string, order: readonly string[] | null = null): WeightsFile => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const found = missing ? "none" : (error as Error).message;
    throw new UserError(
      exitCode.usage,
      `${file}: expected a safetensors file, found ${found}; check the path`,
    );
  }
  return {
    network: arrangeLayers(requireUnsharded(readSafetensors(bytes, file), file), file, order),
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
};

/** Throws `UserError` (usage) for one of several files that hold a network together. */
const requireUnsharded = (tensors: readonly NamedTensor[], file: string): readonly NamedTensor[] => {
  const [, part, count] = /-(\d+)-of-(\d+)\.safetensors$/.exec(file) ?? [];
  if (count === undefined || Number(count) === 1) return tensors;
  throw new UserError(
    exitCode.usage,
    `${file}: expected a whole network, found shard ${Number(part)} of ${Number(count)}; join them into one file`,
  );
};
