import { engineBatches, paperInference } from "../experiments/engine-batch.ts";
import { systemClock } from "../run/clock.ts";

/** An engine or backend, whether it can compute here, and how fast. */
export interface EngineFinding {
  readonly name: string;
  readonly detail: string;
  readonly available: boolean;
  /** Of one PC-Nudge batch: 64 images, 784-128-64-10, 50 Euler steps; the fastest of three. Null where it can't run. */
  readonly milliseconds: number | null;
}

/** Looks for every engine and backend, and times one batch on each. */
export async function engineReport(): Promise<EngineFinding[]> {
  const batches = await engineBatches();
  return batches.map(({ name, detail, run }) => {
    if (run === null) return { name, detail, available: false, milliseconds: null };
    run(paperInference); // the first one compiles
    const times = [1, 2, 3].map(() => {
      const start = systemClock.now();
      run(paperInference);
      return 1000 * (systemClock.now() - start);
    });
    return { name, detail, available: true, milliseconds: Math.min(...times) };
  });
}

/** A line for each engine. */
export const engineLines = (findings: readonly EngineFinding[]): string[] =>
  findings.map(({ name, detail, milliseconds }) =>
    milliseconds === null
      ? `${name}: ${detail}`
      : `${name}: ${detail}, ${milliseconds.toPrecision(3)} ms a batch`,
  );
