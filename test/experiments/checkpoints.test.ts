import { describe, expect, it } from "vitest";
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { perform } from "../../src/bench/work.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { works } from "../../src/experiments/works.ts";
import type { CellResult } from "../../src/rows/cell.ts";
import type { Settings } from "../../src/rows/settings.ts";
import { fileCheckpoints, removeCheckpoint } from "../../src/run/store/checkpoint-file.ts";
import type { Files } from "../../src/run/store/whole-file.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import { euler } from "../inference/settings.ts";
import { freshStore } from "../run/helpers.ts";

/** Six batches: two epochs of three, the last of each a short one. */
const batches = 6;
const settings = {
  algorithm: "pc-nudge",
  lambda: 0.1,
  inference: euler({ steps: 20 }),
  engine: { name: "builtin" },
  dataset: { dir: null, pixels: "unit", checksums: mnistChecksums },
  network: { sizes: [784, 5, 4, 10], activation: "relu", initialisation: "pytorch-default", weights: null },
  loss: "cross-entropy",
  seed: 6,
  training: {
    batchSize: 8,
    learningRate: 0.1,
    momentum: 0.9,
    reduction: "mean",
    epochs: 2,
    images: 20,
    testImages: 30,
  },
};

class Killed extends Error {}

const laboratory = openLaboratory();

const train = (precision: string, checkpoints: NonNullable<ReturnType<typeof keep>>): Promise<CellResult> => {
  const work = works.find(({ name }) => name === "training")!;
  const given = JSON.parse(JSON.stringify({ ...settings, precision })) as Settings;
  return perform(work, given, { ...laboratory, checkpoints: checkpoints.checkpoints });
};

/** Keeps every batch, in a file as a worker does it, and is killed after so many. */
const keep = (store = freshStore(), killAfter = Number.POSITIVE_INFINITY) => {
  let time = 0;
  const clock = { now: () => time, every: () => () => {} };
  const files = fileCheckpoints(store, "0".repeat(64), clock, () => false, 60);
  const taught: number[] = [];
  return {
    taught,
    checkpoints: {
      read: files.read,
      offer: (take: () => Checkpoint) => {
        time += 60;
        files.offer(take);
        taught.push(take().batches.length);
        if (taught.length === killAfter) throw new Killed();
      },
    },
  };
};

describe("a training run that is killed and goes on from its checkpoint", () => {
  it.each(["float64", "float32"])("gives the same bytes as an undisturbed one, in %s", async (precision) => {
    const undisturbed = JSON.stringify(await train(precision, keep()));
    for (const moment of [1, 3, 5, batches]) {
      const store = freshStore();
      await expect(train(precision, keep(store, moment))).rejects.toThrow(Killed);
      const again = keep(store);
      expect(JSON.stringify(await train(precision, again))).toBe(undisturbed);
      expect(again.taught).toEqual(
        Array.from({ length: batches - moment }, (_, index) => moment + 1 + index),
      );
    }
  });

  it("begins anew when its checkpoint is damaged or has been removed", async () => {
    const undisturbed = JSON.stringify(await train("float64", keep()));
    const store = freshStore();
    await expect(train("float64", keep(store, 3))).rejects.toThrow(Killed);
    removeCheckpoint(store, "0".repeat(64));
    const again = keep(store);
    expect(JSON.stringify(await train("float64", again))).toBe(undisturbed);
    expect(again.taught).toHaveLength(batches);
  });
});

describe("checkpoints in a file", () => {
  it("are written once a minute, hold every bit, and never pass when cut or altered", () => {
    const store = freshStore();
    let time = 0;
    const written: string[] = [];
    const files = {
      ...store.files,
      renameSync: (from, to) => {
        written.push(String(to));
        store.files.renameSync(from, to);
      },
    } as Files;
    const clock = { now: () => time, every: () => () => {} };
    const kept = { parameters: Float64Array.of(-0, 1 / 3, 5e-324), velocity: Float64Array.of(Number.NaN) };
    const value = { ...kept, batches: [], tests: [{ epoch: 1, accuracy: 0.1 + 0.2 }] };
    const { read, offer } = fileCheckpoints({ ...store, files }, "1".repeat(64), clock, () => false, 60);
    expect(read()).toBeNull();
    for (; time < 185; time += 1) offer(() => value);
    expect(written).toHaveLength(3);
    expect(read()).toEqual(value);
    const [path] = written;
    const whole = store.files.readFileSync(path!);
    for (const length of [0, 10, 64, whole.length - 1]) {
      store.files.writeFileSync(path!, whole.subarray(0, length));
      expect(read()).toBeNull();
    }
    const altered = Buffer.from(whole);
    altered[whole.length - 3]! ^= 1;
    store.files.writeFileSync(path!, altered);
    expect(read()).toBeNull();
  });
});
