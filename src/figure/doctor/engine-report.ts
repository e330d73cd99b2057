import { engineBatches, paperInference } from "../../bench/engine-batch.ts";
import { systemClock } from "../../run/clock.ts";

/** An engine or backend, whether it can compute here, and how fast. */
export interface EngineFinding {
  readonly name: string;
  readonly detail: string;
  readonly available: boolean;
  /** Of one PC-Nudge batch: 64 images, 784-128-64-10, 50 Euler steps; the fastest of a few. Null where it can't run. */
  readonly milliseconds: number | null;
}

/** Seconds after which an engine isn't timed once more. */
const patience = 0.3;

/** Looks for every engine and backend, and times one batch on each. */
export const engineReport = async (): Promise<EngineFinding[]> => {
  const batches = await engineBatches();
  return batches.map(({ name, detail, run }) => {
    if (run === null) return { name, detail, available: false, milliseconds: null };
    run({ ...paperInference, steps: 10 }); // the first one compiles
    const times: number[] = [];
    const start = systemClock.now();
    while (times.length < 5 && systemClock.now() - start < patience) {
      const before = systemClock.now();
      run(paperInference);
      times.push(1000 * (systemClock.now() - before));
    }
    return { name, detail, available: true, milliseconds: Math.min(...times) };
  });
};

/** A line for each engine. */
export const engineLines = (findings: readonly EngineFinding[]): string[] =>
  findings.map(({ name, detail, milliseconds }) =>
    milliseconds === null
      ? `${name}: ${detail}`
      : `${name}: ${detail}, ${milliseconds.toPrecision(3)} ms a batch`,
  );
