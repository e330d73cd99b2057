import type { Bench } from "../gradient/estimator.ts";
import { networkOf } from "../network/description/description.ts";
import { feedForward } from "../network/feed-forward.ts";
import { energyEngine, energyOf } from "./cell-energy.ts";
import { type ExactTwin, exactTwin, sameTwin } from "./exact-twin.ts";
import type { BenchSettings } from "./image-settings.ts";
import type { Laboratory } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";

/** A randomly initialised network with one image clamped to its input, and the same in float64. */
export interface ImageBench {
  readonly bench: Bench;
  readonly twin: ExactTwin;
}

/** Sets up a cell on one training image and runs `measure` in scopes of both engines' memory. */
export const withImageBench = <T>(
  laboratory: Laboratory,
  settings: BenchSettings,
  measure: (image: ImageBench) => T,
): T => {
  const { dataset, loss, inference } = settings;
  const network = networkOf(settings.network);
  const linalg = laboratory.linalg(settings.precision);
  const exact = laboratory.linalg("float64");
  return exact.scope(() =>
    linalg.scope(() => {
      const { train } = laboratory.dataset(dataset.dir);
      const { input, target } = loadBatch(linalg, train, [dataset.image], dataset.pixels);
      const { record: energy, expressed, start } = energyOf(laboratory, settings);
      const problem = { network, input, target, loss, parameters: start(linalg) };
      if (expressed !== null) {
        const free = energy?.free?.(linalg, problem);
        const bench = { linalg, problem: { ...problem, free }, inference, energy };
        return measure({ bench, twin: sameTwin(bench) });
      }
      const pass = feedForward(linalg, network, problem.parameters, input);
      const engine = energyEngine(laboratory, settings.engine);
      const bench = { linalg, problem: { ...problem, pass, engine }, inference, energy };
      return measure({ bench, twin: exactTwin(exact, bench) });
    }),
  );
};
