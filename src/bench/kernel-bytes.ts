import { readFileSync } from "node:fs";
import type { Precision } from "../linalg/linalg.ts";
import { ownFile } from "../package-root.ts";

/** The kernels of one precision, `dist/linalg/<precision>.wasm`, which `npm run build` makes; for `createLinalg`. */
export const kernelBytes = (precision: Precision): Uint8Array =>
  readFileSync(ownFile(`dist/linalg/${precision}.wasm`));
