import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import { openImages, openLabels } from "../../src/data/idx.ts";
import {
  cellPath,
  lookUpCell,
  openStore,
  prepareStore,
  readRows,
  writeCell,
} from "../../src/run/store/store.ts";
import { readSafetensors, writeSafetensors } from "../../src/weights/safetensors.ts";
import { mutatedBytes } from "./chance.ts";
import type { Target } from "./targets.ts";

const folder = mkdtempSync(join(tmpdir(), "ebm-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const weights = writeSafetensors(
  [
    { name: "0.weight", shape: [4, 3], values: Float32Array.from({ length: 12 }, (_, i) => i / 7) },
    { name: "0.bias", shape: [4], values: new Float64Array(4) },
  ],
  { made: "here" },
);

const idx = (type: number, dimensions: readonly number[]): Uint8Array => {
  const header = new DataView(new ArrayBuffer(4 + 4 * dimensions.length));
  header.setUint32(0, (8 << 8) | type);
  dimensions.forEach((size, at) => {
    header.setUint32(4 + 4 * at, size);
  });
  const body = Array.from({ length: dimensions.reduce((a, b) => a * b, 1) }, (_, i) => i % 10);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...body]);
};
const images = [idx(3, [5, 4, 4]), idx(4, [5, 3, 4, 4])];
const labels = idx(1, [5]);

const written = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const store = openStore(join(folder, "results"));
prepareStore(store);
const key = "ab".repeat(32);
const rows = [
  { seed: 1, cosine: 0.25, outcome: "converged" },
  { seed: 2, cosine: null, outcome: "kink" },
];
writeCell(
  store,
  key,
  { work: "nudge", settings: { seed: 1 }, uses: [], label: "seed 1" },
  { tables: { main: rows, more: [] }, outcomes: { converged: 1 } },
  1.5,
);
const cellFile = cellPath(store, key, ".jsonl");
const cell = readFileSync(cellFile);

export const fileTargets: readonly Target[] = [
  {
    name: "safetensors",
    count: 2000,
    attempt: (chance) => {
      const bytes = mutatedBytes(weights, chance);
      return { input: bytes, run: () => void readSafetensors(bytes, "weights.safetensors") };
    },
  },
  {
    name: "IDX files",
    count: 1400,
    attempt: (chance) => {
      const [plain, open] = chance.one([
        ...images.map((each) => [each, openImages] as const),
        [labels, openLabels] as const,
      ]);
      const zipped = chance.below(3) === 0;
      const damaged = mutatedBytes(zipped && chance.below(2) === 0 ? gzipSync(plain) : plain, chance);
      const bytes = zipped && damaged[0] !== 0x1f ? gzipSync(damaged) : damaged;
      return {
        input: bytes,
        run: () => {
          const opened = open(written(zipped ? "idx.gz" : "idx", bytes));
          if (!("close" in opened)) return;
          try {
            const into = new Uint8Array(opened.size);
            for (let index = 0; index < Math.min(opened.count, 10); index += 1) opened.read(index, into);
          } finally {
            opened.close();
          }
        },
      };
    },
  },
  {
    name: "damaged cells",
    count: 4000,
    attempt: (chance) => {
      const bytes = mutatedBytes(cell, chance);
      return {
        input: bytes,
        run: () => {
          writeFileSync(cellFile, bytes);
          if (lookUpCell(store, key).state !== "finished") return;
          const found = readRows(store, key, "main");
          if (!isDeepStrictEqual(found, rows)) throw new Error(`believed: ${JSON.stringify(found)}`);
        },
      };
    },
  },
];
