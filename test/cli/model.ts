import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSafetensors } from "../../src/weights/safetensors.ts";

/** `model.safetensors` as PyTorch writes it, of a small chain. */
export const writeModel = (folder: string, sizes: readonly number[]): void => {
  const wave = (length: number, bound: number) =>
    Float32Array.from({ length }, (_, k) => bound * (((k * 7919) % 1000) / 500 - 1));
  const tensors = sizes.slice(1).flatMap((fanOut, i) => {
    const fanIn = sizes[i]!;
    const bound = 1 / Math.sqrt(fanIn);
    return [
      { name: `fc${i + 1}.weight`, shape: [fanOut, fanIn], values: wave(fanOut * fanIn, bound) },
      { name: `fc${i + 1}.bias`, shape: [fanOut], values: wave(fanOut, bound) },
    ];
  });
  writeFileSync(join(folder, "model.safetensors"), writeSafetensors(tensors, { format: "pt" }));
};
