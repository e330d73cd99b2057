import { fillBatch } from "../data/pixels.ts";
import type { Bench } from "../gradient/estimator.ts";
import type { EquilibriumSettings } from "../inference/equilibrium.ts";
import { initialise } from "../network/initialise.ts";
import { createStream } from "../random/stream.ts";
import type { ImageSettings } from "./cell-settings.ts";
import { type ExactTwin, exactTwin } from "./exact-twin.ts";
import { datasetOf, engineOf } from "./laboratory.ts";

/** What a cell of an estimator on one image is determined by. */
export type BenchSettings = Omit<ImageSettings, "lambda" | "inference"> & {
  readonly inference: EquilibriumSettings;
};

/** A randomly initialised network with one image clamped to its input, and the same in float64. */
export interface ImageBench {
  readonly bench: Bench;
  readonly twin: ExactTwin;
}

/** Sets up a cell on one training image and runs `measure` in scopes of both engines' memory. */
export const withImageBench = <T>(settings: BenchSettings, measure: (image: ImageBench) => T): T => {
  const { dataset, network, loss, seed, inference } = settings;
  const linalg = engineOf(settings.precision);
  const exact = engineOf("float64");
  return exact.scope(() =>
    linalg.scope(() => {
      const { train } = datasetOf(dataset.dir);
      const input = linalg.matrix(1, train.imageSize);
      const target = linalg.matrix(1, train.classes);
      fillBatch(train, [dataset.image], dataset.pixels, linalg.values(input), linalg.values(target));
      const parameters = initialise(
        linalg,
        network,
        network.initialisation,
        createStream(seed, "parameters"),
      );
      const problem = { network, parameters, input, target, loss };
      const bench = { linalg, problem, inference };
      return measure({ bench, twin: exactTwin(exact, bench) });
    }),
  );
};
