import { describe, expect, it } from "vitest";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { Row } from "../../src/rows/row.ts";
import { compute, configured } from "./compute.ts";

const controls = ["feedback-alignment", "direct-feedback-alignment"];
const faithful = ["backprop", "pc-nudge", "pc-alm-2", "first-step", "ep-one-sided", "ep-symmetric", "chl"];
const algorithms = [...faithful, ...controls];
/** Whose states relax for longer than a batch of the others takes: fewer and smaller batches of them. */
const relaxing = ["ep-one-sided", "ep-symmetric", "chl"];
const quick = algorithms.filter((name) => !relaxing.includes(name));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("train-compare on MNIST", async () => {
  const trained = (names: readonly string[], training: string, cosineEvery: number) =>
    compute(
      "smoke/train-compare",
      `algorithms=[${names.join(", ")}]`,
      `training={ learningRate: 0.1, ${training} }`,
      `cosineEvery=${cosineEvery}`,
    );
  const long = await trained(quick, "batchSize: 32, images: 2560, testImages: 500", 20);
  const short = await trained(
    ["backprop", "pc-nudge", ...relaxing],
    "batchSize: 16, images: 320, testImages: 50",
    5,
  );
  const rowsOf =
    ({ rows }: typeof long) =>
    (algorithm: string, table = "batches"): readonly Row[] =>
      rows[table]!.filter((row) => row.algorithm === algorithm);
  const inLong = rowsOf(long);
  const inShort = rowsOf(short);
  const of = (algorithm: string, table = "batches"): readonly Row[] =>
    relaxing.includes(algorithm) ? inShort(algorithm, table) : inLong(algorithm, table);

  it("starts from the same network: those with a feed-forward free phase from the same loss", () => {
    const [first, ...others] = ["backprop", "pc-nudge", "first-step"].map((name) => of(name)[0]!.loss);
    for (const other of others) expect(other).toBe(first);
    expect(of("ep-one-sided")[0]!.loss).toBe(of("ep-symmetric")[0]!.loss);
    expect(of("ep-one-sided")[0]!.loss).not.toBe(first);
    // CHL feeds back γ = 0.1 even when free, which moves its output a little.
    expect(of("chl")[0]!.loss).toBeCloseTo(Number(inShort("backprop")[0]!.loss), 1);
  });

  it("all of them learn, from a tenth of the batch to most of it", () => {
    for (const name of relaxing) {
      const accuracies = of(name).map((row) => Number(row.accuracy));
      expect(mean(accuracies.slice(0, 2))).toBeLessThan(0.25);
      // Guessing is right for a tenth of these 160 images, give or take 0.024.
      expect(mean(accuracies.slice(-10))).toBeGreaterThan(0.25);
      expect(Number(of(name, "test")[0]!.accuracy)).toBeGreaterThan(0.25);
    }
    for (const name of quick) {
      const accuracies = of(name).map((row) => Number(row.accuracy));
      expect(mean(accuracies.slice(0, 2))).toBeLessThan(0.4);
      // The controls learn too, but more slowly.
      const [least, leastTested] = controls.includes(name) ? [0.55, 0.5] : [0.7, 0.65];
      expect(mean(accuracies.slice(-20))).toBeGreaterThan(least);
      expect(Number(of(name, "test")[0]!.accuracy)).toBeGreaterThan(leastTested);
    }
  });

  it("the first step trains as backprop does, to rounding", () => {
    of("first-step").forEach((row, i) => {
      expect(row.loss).toBeCloseTo(Number(of("backprop")[i]!.loss), 9);
    });
  });

  it("each stays near the true gradient of its own network, the higher order nearer", () => {
    const deviation = (name: string): number =>
      mean(of(name).flatMap(({ cosine }) => (cosine === null ? [] : [1 - Number(cosine)])));
    for (const name of faithful.slice(1)) {
      expect(of(name).filter(({ cosine }) => cosine !== null).length).toBe(4);
      expect(deviation(name)).toBeLessThan(0.01);
    }
    expect(Math.abs(deviation("first-step"))).toBeLessThan(1e-12);
    expect(deviation("ep-symmetric")).toBeLessThan(deviation("ep-one-sided") / 3);
    expect(of("backprop").every(({ cosine }) => cosine === null)).toBe(true);
  });

  it("the controls are far from it, and PC-ALM is nearer than PC-Nudge", () => {
    const deviation = (name: string): number =>
      mean(of(name).flatMap(({ cosine }) => (cosine === null ? [] : [1 - Number(cosine)])));
    for (const name of controls) expect(deviation(name)).toBeGreaterThan(0.02);
    expect(deviation("pc-alm-2")).toBeLessThan(deviation("pc-nudge") / 10);
  });

  it("costs passes: two for backprop, three for the first step of one hidden layer, more where states relax", () => {
    for (const row of [...of("backprop"), ...controls.flatMap((name) => of(name))])
      expect(row.passes).toBe(2);
    for (const row of of("first-step")) expect(row.passes).toBe(3);
    for (const name of ["pc-nudge", "ep-one-sided", "chl"]) {
      for (const row of inShort(name)) expect(row.passes).toBeGreaterThan(3);
    }
    of("ep-symmetric").forEach((row, i) => {
      expect(Number(row.passes)).toBeGreaterThan(Number(of("ep-one-sided")[i]!.passes));
    });
    of("pc-alm-2").forEach((row, i) => {
      expect(Number(row.passes)).toBeGreaterThan(Number(of("pc-nudge")[i]!.passes));
    });
  });
});

describe("its chart", () => {
  const { experiment, config } = configured("train-compare");
  const charted = (rows: Readonly<Record<string, readonly Row[]>>) =>
    JSON.stringify(experiment.chart(config, "stem", rows));

  it("has a colour of its own for each of the usual algorithms, and greys for the controls", () => {
    const { domain, range } = JSON.parse(charted({}).match(/\{"domain":\["backprop"[^}]*\}/)![0]) as Record<
      "domain" | "range",
      string[]
    >;
    expect(new Set(range).size).toBe(algorithms.length);
    const grey = (colour: string) =>
      colour.slice(1, 3) === colour.slice(3, 5) && colour.slice(3) === colour.slice(1, 3).repeat(2);
    const greys = domain.filter((name, i) => name !== "backprop" && grey(range[i]!));
    expect(greys.toSorted()).toEqual(controls.toSorted());
  });

  it("smooths over no more than an eighth of a run: a short one is drawn as it is", () => {
    const run = (batches: number) =>
      charted({
        batches: Array.from({ length: batches }, (_, i) => ({
          algorithm: "backprop",
          seed: 0,
          batch: i + 1,
        })),
      });
    expect(run(12)).toContain('"frame":[0,0]');
    expect(run(12)).not.toContain("running mean");
    expect(run(40)).toContain('"frame":[-2,2]');
    expect(run(1000)).toContain('"frame":[-12,12]');
  });
});

describe("its cells", () => {
  const { experiment, config } = configured("train-compare");
  const settingsOf = (algorithm: string) =>
    experiment.cells(config, mnistChecksums).find(({ settings }) => settings.algorithm === algorithm)!
      .settings;

  it("have the dials that the algorithm reads, and no others", () => {
    const dials = ["lambda", "gamma", "inference", "cosineEvery"];
    const own = Object.fromEntries(
      algorithms.map((name) => [name, dials.filter((dial) => dial in settingsOf(name))]),
    );
    expect(own).toEqual({
      backprop: [],
      "pc-nudge": ["lambda", "inference", "cosineEvery"],
      "pc-alm-2": ["lambda", "inference", "cosineEvery"],
      "first-step": ["cosineEvery"],
      "ep-one-sided": ["lambda", "inference", "cosineEvery"],
      "ep-symmetric": ["lambda", "inference", "cosineEvery"],
      chl: ["gamma", "inference", "cosineEvery"],
      "feedback-alignment": ["cosineEvery"],
      "direct-feedback-alignment": ["cosineEvery"],
    });
  });

  it("the longest come first", () => {
    const names = experiment.cells(config, mnistChecksums).map(({ settings }) => settings.algorithm);
    expect(names.slice(0, 4)).toEqual(["ep-symmetric", "ep-symmetric", "ep-one-sided", "ep-one-sided"]);
  });

  it("a learning rate that is too large is an error with a remedy, not a number that is none", async () => {
    const wild = compute("smoke/train-compare", "algorithms=[backprop]", "training.learningRate=1e30");
    await expect(wild).rejects.toThrow(
      /batch \d+: the loss left the finite range with training.learningRate 1e\+30; use a smaller one/,
    );
  });

  it("a clamped output minimises the squared error alone", () => {
    const other = configured("train-compare", "loss=cross-entropy");
    const split = { imageSize: 784, classes: 10, count: 60_000 };
    expect(() => experiment.check(other.config, { train: split, test: split } as never)).toThrow(
      /leave chl out of algorithms/,
    );
  });
});
